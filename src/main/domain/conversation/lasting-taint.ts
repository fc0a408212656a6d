// The taint of a conversation, kept for as long as it lasts: what once was said stays said, also when the turn that
// brought it no longer fits the window and the model has repeated it in its own words.
import { type Taint, taintSchema } from '../../../contracts/effects.ts';
import { canonicalJson } from '../canonical-json.ts';
import { CLEAN, joinTaint } from '../gate/taint.ts';
import type { Stores } from '../ports/stores.ts';

export interface LastingTaint {
  of(conversationId: string): Taint;
  /** Joins; never takes away. */
  add(conversationId: string, taint: Taint): void;
}

/** For what is stored and cannot be read: nothing is known of it, so it is trusted with nothing. */
const UNREADABLE: Taint = {
  untrusted: true,
  private: true,
  sources: [{ kind: 'tool', label: 'an earlier part of this conversation' }],
};

export function createLastingTaint(stores: Stores): LastingTaint {
  const keyOf = (conversationId: string): string => `taint ${conversationId}`;

  function of(conversationId: string): Taint {
    const stored = stores.settings.get(keyOf(conversationId));
    if (stored === null) return CLEAN;
    // SECURITY: damage must not wash a taint out.
    return read(stored) ?? UNREADABLE;
  }

  return {
    of,
    add: (conversationId, taint) => {
      const before = of(conversationId);
      const after = joinTaint(before, taint);
      if (canonicalJson(after) === canonicalJson(before)) return;
      stores.transaction(() => stores.settings.put(keyOf(conversationId), canonicalJson(after)));
    },
  };
}

function read(text: string): Taint | null {
  try {
    return taintSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
