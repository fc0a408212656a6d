// Slack is held to what every channel is held to, by both of its ways in.
import { openSlackStage, openSlackWebhookStage } from './slack-stage.ts';
import { channelSuite } from './suite/channel-suite.ts';
import { webhookSuite } from './suite/webhooks.ts';

channelSuite('Slack', openSlackStage);
channelSuite('Slack (webhook)', openSlackWebhookStage);
webhookSuite('Slack', openSlackWebhookStage);
