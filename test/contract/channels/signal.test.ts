// The suite of every channel, against a signal-cli daemon on loopback.
import { openSignalStage } from './signal-stage.ts';
import { channelSuite } from './suite/channel-suite.ts';

channelSuite('Signal', openSignalStage);
