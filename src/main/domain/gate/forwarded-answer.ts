// What somebody wrote or pressed, read as an answer to a forwarded question. Pure; may not know who wrote it.
//   "allow K7M2QXWD" | "deny K7M2QXWD no" | a press → { code, answer, reason }
import { PAIRING_ALPHABET, PAIRING_CODE_LENGTH } from '../../../contracts/pairing.ts';
import type { InboundMessage } from '../ports/channel.ts';

export interface ForwardedAnswer {
  readonly code: string;
  readonly answer: 'allow' | 'deny';
  readonly reason: string | null;
}

/** Before everything that our own buttons carry; nothing else begins so. */
const BUTTON = 'sallyport-answer';
const MAX_REASON_CHARACTERS = 500;
const CODE = `[${PAIRING_ALPHABET}]{${PAIRING_CODE_LENGTH}}`;
const PRESSED = new RegExp(`^${BUTTON} (allow|deny) (${CODE})$`);
const WRITTEN = new RegExp(`^\\s*/?(allow|deny)\\s+(${CODE})(?:\\s+([\\s\\S]*))?$`, 'i');

export function buttonData(code: string, answer: 'allow' | 'deny'): string {
  return `${BUTTON} ${answer} ${code}`;
}

/** Null: an ordinary message. A press of one of our buttons is always an answer, whoever pressed. */
export function readAnswer(
  message: Pick<InboundMessage, 'kind' | 'text' | 'quoted'>,
): ForwardedAnswer | null {
  if (message.kind === 'button') {
    const pressed = PRESSED.exec(message.text);
    if (pressed !== null) return answerOf(pressed);
    return message.text.startsWith(BUTTON) ? { code: '', answer: 'deny', reason: null } : null;
  }
  // SECURITY: an edited message was another one before, and a forwarded one is somebody else's words.
  if (message.kind !== 'text' || message.quoted === true) return null;
  const written = WRITTEN.exec(message.text);
  return written === null ? null : answerOf(written);
}

function answerOf([, answer = '', code = '', reason = '']: RegExpExecArray): ForwardedAnswer {
  const said = reason.trim().slice(0, MAX_REASON_CHARACTERS);
  return {
    code: code.toUpperCase(),
    answer: answer.toLowerCase() === 'allow' ? 'allow' : 'deny',
    reason: said === '' ? null : said,
  };
}
