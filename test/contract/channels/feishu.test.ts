// The Feishu adapter held to the suite of every channel in both of its modes, and as a webhook to that of webhooks.
import { openFeishuStage } from './feishu-stage.ts';
import { channelSuite } from './suite/channel-suite.ts';
import { webhookSuite } from './suite/webhooks.ts';

channelSuite('Feishu', (options) => openFeishuStage('socket', options));
channelSuite('Feishu by webhook', (options) => openFeishuStage('webhook', options));
webhookSuite('Feishu', (options) => openFeishuStage('webhook', options));
