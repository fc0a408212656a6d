// One part of a reply → one script → exactly one of four outcomes.
//   sent | rejected | retry-later (certainly not handed over) | uncertain (may have been)
// Before the first one Messages is only asked: macOS then asks the owner for permission, with no words at stake.
// Knows nothing of order in a chat or of what else waits: that is the caller's.
import type { Address, ChannelHealth, OutboundPart, SendOutcome } from '../../../domain/ports/channel.ts';
import { type MessagesDatabase, MessagesTrouble } from './database.ts';
import { isGroup, isPerson } from './handles.ts';
import { plainWords } from './render.ts';
import {
  type Answer,
  answerOf,
  askingArguments,
  isFinal,
  type RunScript,
  sendingArguments,
  sentenceOf,
} from './script.ts';
import type { Staging } from './staging.ts';

export interface Sender {
  send(to: Address, part: OutboundPart, signal: AbortSignal): Promise<SendOutcome>;
  /** Null: Messages can be told to send. Otherwise what stands in the way. */
  ask(signal: AbortSignal): Promise<string | null>;
  /** What stood in the way last; null: nothing known. */
  trouble(): string | null;
}

/** Longer than the script itself waits for Messages. */
const SEND_DEADLINE_MS = 45_000;
/** The owner may be reading what macOS asks. */
const ASK_DEADLINE_MS = 60_000;
const RETRY_MS = 30_000;

const NO_PERSON_OR_GROUP = 'This is not a person or a group on iMessage.';
const NO_RECEIVER: Record<'person' | 'chat', string> = {
  person: 'Messages cannot reach this person by iMessage.',
  chat: 'Messages does not know this group any more.',
};

export function createSender(deps: {
  runScript: RunScript;
  staging: Staging;
  /** Opens for one question; throws MessagesTrouble. */
  withDatabase: <T>(ask: (db: MessagesDatabase) => T) => T;
  /** Tells of a change in what `trouble` says. */
  onTrouble: (change: Pick<ChannelHealth, 'state' | 'lastError'>) => void;
}): Sender {
  const { runScript, staging } = deps;
  let isPermitted = false;
  let trouble: string | null = null;

  function note(next: string | null): void {
    if (next === trouble) return;
    trouble = next;
    if (next !== null) deps.onTrouble({ state: 'trouble', lastError: next });
  }

  async function ask(signal: AbortSignal): Promise<string | null> {
    const answer = answerOf(await runScript(askingArguments(), { signal, timeoutMs: ASK_DEADLINE_MS }));
    if (signal.aborted) return 'It was stopped before Messages had answered.';
    isPermitted = answer.kind === 'sent';
    note(answer.kind === 'sent' ? null : reasonOf(answer));
    return trouble;
  }

  function receiverOf({
    chatId,
    threadId,
  }: Address): { kind: 'person' | 'chat'; receiver: string } | SendOutcome {
    if (threadId !== null)
      return { kind: 'rejected', reason: 'There are no threads to write into on iMessage.' };
    // SECURITY: whole numbers, addresses and groups only; a name could belong to anybody in the owner's contacts.
    if (isPerson(chatId)) return { kind: 'person', receiver: chatId };
    if (!isGroup(chatId)) return { kind: 'rejected', reason: NO_PERSON_OR_GROUP };
    try {
      const guid = deps.withDatabase((db) => db.groupGuid(chatId));
      return guid === null
        ? { kind: 'rejected', reason: NO_RECEIVER.chat }
        : { kind: 'chat', receiver: guid };
    } catch (cause) {
      if (!(cause instanceof MessagesTrouble)) throw cause;
      return { kind: 'retry-later', afterMs: RETRY_MS, reason: cause.words };
    }
  }

  function outcomeOf(answer: Answer, kind: 'person' | 'chat'): SendOutcome {
    switch (answer.kind) {
      case 'sent':
        note(null);
        return { kind: 'sent', platformMessageId: null };
      case 'before':
        if (isFinal(answer.code)) return { kind: 'rejected', reason: NO_RECEIVER[kind] };
        isPermitted = false; // asked again before the next one
        note(reasonOf(answer));
        return { kind: 'retry-later', afterMs: RETRY_MS, reason: reasonOf(answer) };
      case 'not-started':
        return { kind: 'retry-later', afterMs: RETRY_MS, reason: reasonOf(answer) };
      case 'unknown':
        return { kind: 'uncertain', reason: 'Messages did not say whether it took the message.' };
    }
  }

  return {
    ask,
    trouble: () => trouble,
    send: async (to, part, signal) => {
      const words = plainWords(part.body);
      if (words.trim() === '' && part.file === undefined)
        return { kind: 'rejected', reason: 'There is nothing to send.' };
      const told = receiverOf(to);
      if (!('receiver' in told)) return told;
      if (!isPermitted) {
        const reason = await ask(signal);
        if (reason !== null) return { kind: 'retry-later', afterMs: RETRY_MS, reason };
      }
      const staged = part.file === undefined ? null : await staging.put(part.file);
      if (staged?.kind === 'refused') return { kind: 'rejected', reason: staged.reason };
      if (staged?.kind === 'trouble')
        return { kind: 'retry-later', afterMs: RETRY_MS, reason: staged.reason };
      if (signal.aborted)
        return { kind: 'retry-later', afterMs: 1_000, reason: 'It was stopped before Messages was told.' };
      const argv = sendingArguments({ ...told, words, path: staged?.path ?? '' });
      return outcomeOf(answerOf(await runScript(argv, { signal, timeoutMs: SEND_DEADLINE_MS })), told.kind);
    },
  };
}

function reasonOf(answer: Exclude<Answer, { kind: 'sent' }>): string {
  if (answer.kind === 'before') return sentenceOf(answer.code);
  return answer.kind === 'not-started'
    ? 'The program osascript of macOS could not be started.'
    : 'Messages did not answer. macOS may be asking on the screen whether Sallyport may control it: allow it.';
}
