// Documents as values at their port: files with sections, changed and taken away as a test says.
import type {
  Documents,
  FoundFile,
  LeftOut,
  ReadDocument,
  Section,
} from '../../src/main/domain/ports/documents.ts';

export interface Shelf extends Documents {
  /** Puts a file there, or changes it. */
  put(path: string, ...sections: readonly (string | Partial<Section>)[]): void;
  /** A file that is there and cannot be read. */
  spoil(path: string, reason: string): void;
  take(path: string): void;
  /** Paths that were read, in order. */
  readonly read_: string[];
  /** Runs before a file is handed out: a kill in the middle, a file that changes. */
  beforeRead: (path: string) => Promise<void>;
}

interface Kept {
  readonly changedAt: number;
  readonly sections: readonly Section[];
  readonly spoilt: string | null;
}

export function createShelf(): Shelf {
  const files = new Map<string, Kept>();
  let clock = 1_000;

  const stateOf = ({ changedAt, sections }: Kept) => ({
    bytes: sections.reduce((sum, section) => sum + section.text.length, 1),
    changedAt,
  });

  const shelf: Shelf = {
    read_: [],
    beforeRead: async () => undefined,
    put: (path, ...sections) => {
      clock += 1_000;
      files.set(path, { changedAt: clock, sections: sections.map(sectionOf), spoilt: null });
    },
    spoil: (path, reason) => {
      clock += 1_000;
      files.set(path, { changedAt: clock, sections: [], spoilt: reason });
    },
    take: (path) => void files.delete(path),
    list: async (chosen) => {
      const found: FoundFile[] = [];
      const leftOut: LeftOut[] = [];
      for (const [path, kept] of files) {
        if (path === chosen || path.startsWith(`${chosen}/`)) found.push({ path, ...stateOf(kept) });
      }
      return { files: found, leftOut, ...(found.length === 0 ? { isMissing: true } : {}) };
    },
    stateOf: async (path) => {
      const kept = files.get(path);
      return kept === undefined ? null : stateOf(kept);
    },
    read: async (path): Promise<ReadDocument> => {
      shelf.read_.push(path);
      await shelf.beforeRead(path);
      const kept = files.get(path);
      if (kept === undefined) return { kind: 'left-out', reason: 'The file is gone.' };
      if (kept.spoilt !== null) return { kind: 'left-out', reason: kept.spoilt };
      return {
        kind: 'read',
        format: 'markdown',
        title: null,
        sha256: JSON.stringify(kept.sections),
        state: stateOf(kept),
        sections: kept.sections,
        note: null,
      };
    },
  };
  return shelf;
}

function sectionOf(section: string | Partial<Section>): Section {
  const given = typeof section === 'string' ? { text: section } : section;
  return { headings: [], page: null, line: null, text: '', ...given };
}
