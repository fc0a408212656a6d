// The log: one JSON object a line, in the profile's own folder, masked before it is written.
//   message + fields → masked copy → one line → file (and standard error)
// For the person who looks for a fault; what the agent did is in the ledger. Never throws, opens nothing until used.
import { writeSync } from 'node:fs';
import type { Log, LogFields, Redact } from '../../domain/ports/world.ts';
import { maskedCopy, maskedText } from './masked-copy.ts';
import { createRotatingFile } from './rotating-file.ts';

export type LogLevel = 'info' | 'warn' | 'error';

export interface LogOptions {
  /** Its folder is made with mode 0700, the file with 0600. */
  readonly file: string;
  /** What is below this is dropped. */
  readonly level: LogLevel;
  readonly redact: Redact;
  /** Whether each line goes to standard error as well. */
  readonly stderr: boolean;
  /** Default 5 MB. */
  readonly maxFileBytes?: number;
}

export interface ClosableLog extends Log {
  close(): void;
}

const ORDER: Readonly<Record<LogLevel, number>> = { info: 0, warn: 1, error: 2 };
const MAX_FILE_BYTES = 5_000_000;
/** The file itself and two before it: enough to look a few weeks back, little enough to forget about. */
const FILES_KEPT = 3;
const MAX_LINE_CHARACTERS = 64_000;
const STANDARD_ERROR = 2;

/** Written synchronously: the lines before a crash are the ones that matter, and there are few of them. */
export function createLog(options: LogOptions): ClosableLog {
  const { redact } = options;
  const file = createRotatingFile({
    file: options.file,
    maxBytes: options.maxFileBytes ?? MAX_FILE_BYTES,
    kept: FILES_KEPT,
  });

  const write = (level: LogLevel, message: string, fields: LogFields | undefined): void => {
    if (ORDER[level] < ORDER[options.level]) return;
    const line = toLine(level, message, fields, redact);
    file.append(line);
    if (!options.stderr) return;
    try {
      writeSync(STANDARD_ERROR, line);
    } catch {
      // Nobody listens there any more; the file has the line.
    }
  };

  return {
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
    close: file.close,
  };
}

function toLine(level: LogLevel, message: string, fields: LogFields | undefined, redact: Redact): string {
  const head = { level, time: new Date().toISOString() };
  try {
    const msg = maskedText(message, redact);
    const rest = fields === undefined ? {} : (maskedCopy(fields, redact) as Record<string, unknown>);
    const line = JSON.stringify({ ...rest, ...head, msg });
    return `${line.length <= MAX_LINE_CHARACTERS ? line : JSON.stringify({ ...head, msg, note: 'fields left out: too long' })}\n`;
  } catch {
    // SECURITY: what could not be masked is not written at all.
    return `${JSON.stringify({ ...head, msg: 'a line that could not be written safely was left out' })}\n`;
  }
}
