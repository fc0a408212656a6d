// Our own note of where we are in the database of Messages.
//   number and id of the last row taken, when it was written, when the last change was made ↔ text
// A row's number alone is not enough: after a new Mac or a restored backup the same number is another message. Pure.

export interface Position {
  /** ROWID of the last message taken. */
  readonly rowId: number;
  /** Its guid; empty where there was none yet. */
  readonly guid: string;
  /** When the newest message taken was written, milliseconds since the epoch. */
  readonly atMs: number;
  /** When the newest change taken was made, milliseconds since the epoch. */
  readonly editedAtMs: number;
}

export function cursorOf({ rowId, atMs, editedAtMs, guid }: Position): string {
  return `${rowId}:${atMs}:${editedAtMs}:${guid}`;
}

/** Null for what `cursorOf` did not write. */
export function positionOf(cursor: string | null): Position | null {
  const [, rowId, atMs, editedAtMs, guid] = /^(\d+):(\d+):(\d+):(.{0,200})$/s.exec(cursor ?? '') ?? [];
  const position = {
    rowId: Number(rowId),
    atMs: Number(atMs),
    editedAtMs: Number(editedAtMs),
    guid: guid ?? '',
  };
  return [position.rowId, position.atMs, position.editedAtMs].every(Number.isSafeInteger) ? position : null;
}
