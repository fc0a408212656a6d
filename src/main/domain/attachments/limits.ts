// How much may come in from outside, and how much may go out. Bytes and milliseconds.
// Knows nothing else.

/** A photo, a long document, minutes of speech; Telegram gives a bot 20 MB of a file, Discord sends 25 MB without a boost. */
export const MAX_FILE_BYTES = 25 * 1024 * 1024;
/** What the platforms put into one message or album. */
export const MAX_FILES_OF_MESSAGE = 10;
/** Of one conversation that are here at once: a stranger who was let in cannot fill the disk. */
export const MAX_BYTES_OF_CONVERSATION = 500 * 1024 * 1024;
/** For one file. Who waits for an answer waits for this too. */
export const FETCH_DEADLINE_MS = 60_000;
/** For all files of one message. */
export const FETCH_ALL_DEADLINE_MS = 180_000;

/** "25 MB", "120 KB", "300 bytes". */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const kilobytes = bytes / 1024;
  if (kilobytes < 1024) return `${Math.round(kilobytes)} KB`;
  const megabytes = kilobytes / 1024;
  return `${megabytes < 10 ? Math.round(megabytes * 10) / 10 : Math.round(megabytes)} MB`;
}
