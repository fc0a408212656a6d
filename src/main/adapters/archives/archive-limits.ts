// How much an archive may be and unpack to, and how a refusal is said. Knows no format.

export interface ArchiveLimits {
  readonly maxArchiveBytes: number;
  readonly maxEntries: number;
  /** Of one file, unpacked. */
  readonly maxFileBytes: number;
  /** Of all files, unpacked. */
  readonly maxTotalBytes: number;
  /** Unpacked bytes for each byte of the archive, looked at from `ratioFromBytes` on. */
  readonly maxRatio: number;
  readonly ratioFromBytes: number;
}

const MEGABYTE = 1024 * 1024;

/**
 * The archive is held in memory while it is read twice, hence the first number. Text packs to a tenth, logs rarely to a
 * fiftieth; deflate cannot do better than 1,032 to one, and only a bomb comes near.
 */
export const ARCHIVE_LIMITS: ArchiveLimits = {
  maxArchiveBytes: 128 * MEGABYTE,
  maxEntries: 10_000,
  maxFileBytes: 512 * MEGABYTE,
  maxTotalBytes: 1024 * MEGABYTE,
  maxRatio: 200,
  ratioFromBytes: 8 * MEGABYTE,
};

/** Why an archive is not unpacked, as a sentence. */
export class ArchiveTrouble extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ArchiveTrouble';
  }
}

/** Counts what comes out, and ends what would not end by itself. */
export function createBudget(limits: ArchiveLimits, archiveBytes: number) {
  let total = 0;
  let entries = 0;
  return {
    total: () => total,
    entry() {
      entries += 1;
      // SECURITY: millions of empty files fill a disk as well as a few large ones.
      if (entries > limits.maxEntries)
        throw new ArchiveTrouble(`It holds more than ${limits.maxEntries} entries.`);
    },
    /** `inFile` are the bytes of this file so far, with these. */
    bytes(more: number, inFile: number) {
      total += more;
      // SECURITY: counted as they come: what the archive says of its sizes is not believed.
      if (inFile > limits.maxFileBytes) throw new ArchiveTrouble('A file in it is too large.');
      // SECURITY: many files, each within its limit, end here.
      if (total > limits.maxTotalBytes) throw new ArchiveTrouble('It unpacks to more than is taken.');
      // SECURITY: a small archive of endless sameness is a bomb long before it reaches the total.
      if (total > limits.ratioFromBytes && total > archiveBytes * limits.maxRatio)
        throw new ArchiveTrouble('It unpacks to far more than an honest archive of its size would.');
    },
  };
}

export type Budget = ReturnType<typeof createBudget>;
