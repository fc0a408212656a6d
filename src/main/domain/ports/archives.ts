// The port of archives: bytes in, checked entries out. It reads; who writes what it gives is another port. Interfaces only.

export interface ArchiveEntry {
  /** Plain and relative, `/` between names: no way up, no link, nothing that cannot be seen. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  /** What it really unpacks to, counted. */
  readonly bytes: number;
}

/** An archive that was read from end to end once: every name, kind, size and checksum held. */
export interface CheckedArchive {
  readonly format: 'zip' | 'tar' | 'tar.gz';
  readonly entries: readonly ArchiveEntry[];
  readonly totalBytes: number;
  /** The files once more, in the order of the archive. Each content must be read to its end before the next. */
  files(): AsyncIterable<{ readonly path: string; readonly content: AsyncIterable<Uint8Array> }>;
}

export interface Archives {
  /** The largest archive that is taken, bytes. */
  readonly maxArchiveBytes: number;
  open(
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<{ kind: 'archive'; archive: CheckedArchive } | { kind: 'refused'; reason: string }>;
}
