// The port of `MEMORY.md`, the one text that is kept in clear, so that its owner can edit it with anything.

export interface CoreFile {
  /** Null when there is none, or when it cannot be read as text; `problem` says why then. */
  read(): { readonly text: string | null; readonly problem: string | null };
  /** @throws AppError `storage-full`, `storage-damaged` */
  write(text: string): void;
  /** Told when the file may have changed. */
  onChange(run: () => void): void;
  close(): void;
}
