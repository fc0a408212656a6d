// The LINE adapter held to the suites of every channel and of every webhook, against the project's own fake of LINE.
import { openLineStage } from './line-stage.ts';
import { channelSuite } from './suite/channel-suite.ts';
import { webhookSuite } from './suite/webhooks.ts';

channelSuite('LINE', openLineStage);
webhookSuite('LINE', openLineStage);
