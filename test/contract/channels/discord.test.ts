// The Discord adapter held to the suite of every channel, against the project's own fake of Discord.
import { openDiscordStage } from './discord-stage.ts';
import { channelSuite } from './suite/channel-suite.ts';

channelSuite('Discord', openDiscordStage);
