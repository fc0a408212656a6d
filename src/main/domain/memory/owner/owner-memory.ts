// All that the owner does with memory at this computer, for the handlers: one part each, wired here.

import { AppError } from '../../../../contracts/errors.ts';
import type { MemoryProgress } from '../../../../contracts/memory.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { MemorySearch } from '../../ports/memory-search.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Clock, Digest, MakeId, Redact } from '../../ports/world.ts';
import type { CoreMemory } from '../always/core-memory.ts';
import type { ReadDocuments } from '../documents/read-documents.ts';
import type { Entities } from '../entities/entities.ts';
import type { Finder } from '../finding/finder.ts';
import type { Forgetting } from '../forgetting/forget.ts';
import type { Keep } from '../keeping/keep.ts';
import { type Browsing, createBrowsing } from './browsing.ts';
import { createDocumentDesk, type DocumentDesk } from './document-desk.ts';
import { createEntityDesk, type EntityDesk } from './entity-desk.ts';
import { type ExportedMemory, exportMemory } from './export.ts';
import { createImporting, type Importing } from './import.ts';
import { createMemoryViews } from './memory-view.ts';
import { createMending, type Mending } from './mending.ts';

export interface OwnerMemory extends Browsing, Mending {
  readonly entities: EntityDesk;
  readonly documents: DocumentDesk & Pick<ReadDocuments, 'add' | 'look' | 'remove' | 'check'>;
  readonly core: CoreMemory;
  readonly forgetting: Forgetting;
  readonly importing: Importing;
  /** As text; that it left is recorded once it did. */
  exported(format: 'markdown' | 'json'): Promise<ExportedMemory>;
  recordExport(memories: number): void;
  progress(): MemoryProgress;
}

export function createOwnerMemory(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  digest: Digest;
  makeId: MakeId;
  redact: Redact;
  search: MemorySearch | null;
  finder: Finder;
  keep: Keep;
  entities: Entities;
  core: CoreMemory;
  documents: ReadDocuments;
  forgetting: Forgetting;
  agentName: () => string;
  onChange: () => void;
  onRestored: () => void;
  progress: () => MemoryProgress;
}): OwnerMemory {
  const views = createMemoryViews(deps);
  return {
    ...createBrowsing({ ...deps, views }),
    ...createMending({ ...deps, views }),
    entities: createEntityDesk({ ...deps, views }),
    documents: { ...createDocumentDesk(deps), ...deps.documents },
    core: deps.core,
    forgetting: deps.forgetting,
    importing: createImporting({ ...deps, views }),
    exported: (format) => {
      if (deps.search === null)
        throw new AppError('not-ready', 'Memory could not be read now. Try again in a moment.');
      return exportMemory({ ...deps, views, search: deps.search }, format);
    },
    recordExport: (count) => {
      deps.stores.transaction(() => {
        deps.ledger.record({
          kind: 'memory-exported',
          causeId: null,
          actor: { kind: 'owner' },
          facts: { count },
        });
      });
    },
    progress: deps.progress,
  };
}
