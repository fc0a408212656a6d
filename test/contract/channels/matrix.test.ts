// The Matrix adapter held to the suite of every channel, against the project's own fake of a homeserver.
import { openMatrixStage } from './matrix-stage.ts';
import { channelSuite } from './suite/channel-suite.ts';

channelSuite('Matrix', openMatrixStage);
