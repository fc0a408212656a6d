// Every target there is. A door to the outside that is not here is not fuzzed.
import { attachmentNamesTarget } from './attachments.ts';
import { commandLineTarget } from './command-line.ts';
import { documentTargets } from './documents.ts';
import type { FuzzTarget } from './engine.ts';
import { keepingTarget } from './memory-doors.ts';
import { ownTargets } from './own-doors.ts';
import { webAndArchiveTargets } from './web-and-archives.ts';

export const TARGETS: readonly FuzzTarget[] = [
  attachmentNamesTarget,
  commandLineTarget,
  keepingTarget,
  ...ownTargets,
  ...webAndArchiveTargets,
  ...documentTargets,
];
