// The ids of the last messages that we sent, so that a reply to one of them is seen to be meant for us.
// Bounded, and kept in memory only: after a restart a reply to an older one needs a mention. Knows no platform.
import { keepAtMost } from './keep-at-most.ts';

export interface OwnMessages {
  add(messageId: string): void;
  has(messageId: string): boolean;
}

const MOST = 1_000;

export function createOwnMessages(): OwnMessages {
  const ids = new Set<string>();
  return {
    add: (messageId) => {
      ids.add(messageId);
      keepAtMost(MOST, ids);
    },
    has: (messageId) => ids.has(messageId),
  };
}
