// The Telegram adapter held to the suite of every channel, against the project's own fake of Telegram.
import { channelSuite } from './suite/channel-suite.ts';
import { openTelegramStage } from './telegram-stage.ts';

channelSuite('Telegram', openTelegramStage);
