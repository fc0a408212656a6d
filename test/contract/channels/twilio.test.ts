// Twilio, for WhatsApp and for SMS, held to what every channel and every webhook is held to.
import { channelSuite } from './suite/channel-suite.ts';
import { webhookSuite } from './suite/webhooks.ts';
import { openTwilioStage } from './twilio-stage.ts';

channelSuite('Twilio', openTwilioStage);
channelSuite('Twilio (SMS)', (options) => openTwilioStage({ ...options, network: 'sms' }));
webhookSuite('Twilio', openTwilioStage);
