// The ids of the last messages that we sent, so that a reply to one of them is seen to be meant for us.
// Bounded, and kept in memory only: after a restart a reply to an older one needs a mention. Knows no platform.

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
      const [oldest] = ids;
      if (ids.size > MOST && oldest !== undefined) ids.delete(oldest);
    },
    has: (messageId) => ids.has(messageId),
  };
}
