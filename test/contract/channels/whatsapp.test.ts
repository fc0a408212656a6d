// WhatsApp by the Cloud API, held to what every channel and every webhook is held to.
import { channelSuite } from './suite/channel-suite.ts';
import { webhookSuite } from './suite/webhooks.ts';
import { openWhatsAppStage } from './whatsapp-stage.ts';

channelSuite('WhatsApp', openWhatsAppStage);
webhookSuite('WhatsApp', openWhatsAppStage);
