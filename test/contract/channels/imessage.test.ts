// The iMessage adapter held to the suite of every channel, against a database and an osascript of the project's own.
import { openIMessageStage } from './imessage-stage.ts';
import { channelSuite } from './suite/channel-suite.ts';

channelSuite('iMessage', openIMessageStage);
