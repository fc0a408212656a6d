// What ids look like on Slack, and which of them may go into a request. Pure.
// Names (`#general`, `@ada`) fit none of these: they can change hands.
import type { InboundMessage } from '../../../domain/ports/channel.ts';

const PERSON = /^[UW][A-Z0-9]{2,20}$/;
const BOT = /^B[A-Z0-9]{2,20}$/;
/** Workspace, or organisation of several. */
const TEAM = /^[TE][A-Z0-9]{2,20}$/;
const CHAT = /^[CDG][A-Z0-9]{2,20}$/;
const TIMESTAMP = /^\d{1,12}\.\d{1,9}$/;

export const isPersonId = (text: string | undefined): text is string =>
  text !== undefined && PERSON.test(text);
export const isBotId = (text: string | undefined): text is string => text !== undefined && BOT.test(text);
export const isTeamId = (text: string | undefined): text is string => text !== undefined && TEAM.test(text);
export const isChatId = (text: string): boolean => CHAT.test(text);
/** Of a message: seconds since the epoch with six decimals, unique within its chat. */
export const isTimestamp = (text: string): boolean => TIMESTAMP.test(text);

/** The kind where Slack does not say it: reactions, presses and mentions carry the id of the chat alone. */
export function kindById(chatId: string): InboundMessage['chat']['kind'] {
  if (!isChatId(chatId)) return 'unknown';
  return chatId.startsWith('D') ? 'direct' : 'group';
}

export function millisecondsOf(timestamp: string | undefined): number | null {
  return timestamp !== undefined && isTimestamp(timestamp) ? Math.round(Number(timestamp) * 1_000) : null;
}

/** Later than; both of the form that `isTimestamp` takes. Not as floating numbers: those lose the last decimals. */
export function isLater(one: string, other: string): boolean {
  return microsecondsOf(one) > microsecondsOf(other);
}

/** The time just before, so that asking for what is later brings the message itself. */
export function justBefore(timestamp: string): string {
  const before = String(microsecondsOf(timestamp) - 1n).padStart(7, '0');
  return `${before.slice(0, -6)}.${before.slice(-6)}`;
}

function microsecondsOf(timestamp: string): bigint {
  const [seconds = '0', fraction = ''] = timestamp.split('.');
  return BigInt(seconds + fraction.slice(0, 6).padEnd(6, '0'));
}
