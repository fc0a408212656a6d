// Terminals where there are none: everything is refused, and says so. Stands at the Terminals port.
import type { Terminals } from '../../src/main/domain/ports/terminal.ts';

const REFUSED = { kind: 'refused', reason: 'There is no terminal here.' } as const;

export function createNoTerminals(): Terminals {
  return {
    start: async () => REFUSED,
    findForTyping: () => ({ kind: 'none', reason: REFUSED.reason }),
    type: async () => REFUSED,
    look: async () => REFUSED,
    end: async () => REFUSED,
  };
}
