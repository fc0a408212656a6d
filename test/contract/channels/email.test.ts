// The suite of every channel, against a mail provider on loopback.
import { openEmailStage } from './email-stage.ts';
import { channelSuite } from './suite/channel-suite.ts';

channelSuite('E-mail', openEmailStage);
