// WhatsApp by a linked device, held to what every channel is held to.
import { channelSuite } from './suite/channel-suite.ts';
import { openDeviceStage } from './whatsapp-device-stage.ts';

channelSuite('WhatsApp (linked device)', openDeviceStage);
