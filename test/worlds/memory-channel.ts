// A channel in memory: what comes in is handed over by the test, what goes out is kept. Stands at the Channel port.
// Parts are cut at `maxCharacters`, so that a long text has several.
import type {
  Address,
  Channel,
  ChannelHealth,
  Inbound,
  OutboundPart,
  SendOutcome,
} from '../../src/main/domain/ports/channel.ts';

export interface Sent {
  readonly to: Address;
  readonly body: string;
  readonly buttons: readonly { readonly label: string; readonly data: string }[];
}

export interface MemoryChannel extends Channel {
  /** Every attempt, in order, whatever became of it. */
  readonly attempts: Sent[];
  /** What the platform took. */
  readonly sent: Sent[];
  /** How the next sends end; after that they succeed. */
  will(...outcomes: readonly (SendOutcome | (() => Promise<SendOutcome>))[]): void;
  inbound(): Inbound;
  setHealth(change: Partial<ChannelHealth>): void;
  readonly typing: Address[];
  /** What was made of earlier messages, in order. */
  readonly edited: { readonly id: string; readonly body: string }[];
}

export function createMemoryChannel(id = 'telegram', maxCharacters = 4_096): MemoryChannel {
  const attempts: Sent[] = [];
  const sent: Sent[] = [];
  const typing: Address[] = [];
  const edited: MemoryChannel['edited'] = [];
  const script: (SendOutcome | (() => Promise<SendOutcome>))[] = [];
  const listeners = new Set<(health: ChannelHealth) => void>();
  let health: ChannelHealth = { state: 'connected', lastSeenAtMs: null, lastError: null, account: '@test' };
  let inbound: Inbound | null = null;

  return {
    id,
    platform: 'telegram',
    attempts,
    sent,
    typing,
    edited,
    edit: async (_to, id, part) => {
      edited.push({ id, body: part.body });
      return { kind: 'sent', platformMessageId: id };
    },
    will: (...outcomes) => {
      script.push(...outcomes);
    },
    start: (to) => {
      inbound = to;
    },
    stop: () => Promise.resolve(),
    render: (markdown) => {
      const parts: OutboundPart[] = [];
      const text = markdown.trim();
      for (let at = 0; at < text.length; at += maxCharacters) {
        parts.push({ body: text.slice(at, at + maxCharacters), format: 'html' });
      }
      return parts;
    },
    send: async (to, part) => {
      const buttons = part.buttons ?? [];
      attempts.push({ to, body: part.body, buttons });
      const next = script.shift();
      const outcome =
        next === undefined
          ? ({ kind: 'sent', platformMessageId: String(attempts.length) } as const)
          : typeof next === 'function'
            ? await next()
            : next;
      if (outcome.kind === 'sent') sent.push({ to, body: part.body, buttons });
      return outcome;
    },
    showTyping: (to) => {
      typing.push(to);
    },
    health: () => health,
    onHealth: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    inbound: () => {
      if (inbound === null) throw new Error('The channel was not started');
      return inbound;
    },
    setHealth: (change) => {
      health = { ...health, ...change };
      for (const listener of listeners) listener(health);
    },
  };
}
