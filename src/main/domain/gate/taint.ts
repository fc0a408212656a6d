// Taint belongs to content and travels with it. Pure: joins taints, and says when an `allow` must become an `ask`.
import type { Actor } from '../../../contracts/actors.ts';
import type { Effect, Taint } from '../../../contracts/effects.ts';
import type { Redact } from '../ports/world.ts';
import { cutText } from './cap-text.ts';

export const CLEAN: Taint = { untrusted: false, private: false, sources: [] };

const MAX_LABEL_CHARACTERS = 120;
/** More sources than this are not shown one by one. */
const MAX_SOURCES = 20;

export function joinTaint(...taints: readonly Taint[]): Taint {
  const sources = new Map<string, Taint['sources'][number]>();
  for (const taint of taints) {
    for (const source of taint.sources) {
      const key = `${source.kind} ${source.label}`;
      // A label once put on stays on.
      if (sources.get(key)?.readsLikeInstructions !== true) sources.set(key, source);
    }
  }
  return {
    untrusted: taints.some((taint) => taint.untrusted),
    private: taints.some((taint) => taint.private),
    sources: shownFirst([...sources.values()]).slice(0, MAX_SOURCES),
  };
}

/** Where not all are shown, those with a label are. */
function shownFirst(sources: readonly Taint['sources'][number][]): readonly Taint['sources'][number][] {
  if (sources.length <= MAX_SOURCES) return sources;
  const isLabelled = (source: Taint['sources'][number]): boolean => source.readsLikeInstructions === true;
  return [...sources.filter(isLabelled), ...sources.filter((source) => !isLabelled(source))];
}

const FORWARDED: Taint = {
  untrusted: true,
  private: false,
  sources: [{ kind: 'sender', label: 'a forwarded message' }],
};

/** What a message brings: everybody's words but the owner's own are untrusted. */
export function taintOfMessage(actor: Actor, isForwarded: boolean): Taint {
  // SECURITY: what the owner passes on was written by somebody else.
  return isForwarded ? joinTaint(taintOfActor(actor), FORWARDED) : taintOfActor(actor);
}

function taintOfActor(actor: Actor): Taint {
  switch (actor.kind) {
    case 'owner':
    case 'system':
      return CLEAN;
    case 'paired-sender':
    case 'listed-sender':
    case 'group-member':
    case 'stranger':
    case 'device':
    case 'api-key':
      return { untrusted: true, private: false, sources: [{ kind: 'sender', label: actor.senderId }] };
    case 'schedule':
    case 'subagent':
    case 'plugin':
    case 'mcp-server':
      return { untrusted: true, private: false, sources: [{ kind: 'tool', label: actor.kind }] };
  }
}

/** The taint without one sender's own words: what a rule for exactly this sender covers. Quoted content stays. */
export function withoutOwnWords(taint: Taint, senderId: string): Taint {
  const sources = taint.sources.filter((source) => !(source.kind === 'sender' && source.label === senderId));
  // SECURITY: only the sender's own words are excused; anything else untrusted keeps the taint.
  return { ...taint, sources, untrusted: taint.untrusted && sources.length > 0 };
}

/** Why an allowed call must still be asked about; null when it need not. Source: architecture.md, Taint. */
export function reasonToAsk(
  taint: Taint,
  effects: readonly Effect[],
  outlivesConversation: boolean,
): string | null {
  const leaves = effects.includes('network') || effects.includes('send');
  const from = taint.sources.map((source) => source.label).join(', ');
  // SECURITY: untrusted words, private content and a way out together are how data is stolen.
  if (taint.untrusted && taint.private && leaves) {
    return `Private content could leave, and words from ${from} are involved.`;
  }
  // SECURITY: what cannot be undone is never done on untrusted words alone.
  if (taint.untrusted && effects.includes('irreversible'))
    return `It cannot be undone, and words from ${from} are involved.`;
  // SECURITY: running with a way out on untrusted words needs the owner.
  if (taint.untrusted && effects.includes('execute') && leaves) {
    return `It runs a program with a way out, and words from ${from} are involved.`;
  }
  // SECURITY: what outlives the conversation could plant words for later.
  if (taint.untrusted && outlivesConversation)
    return `It outlives this conversation, and words from ${from} are involved.`;
  return null;
}

/** Labels name files and commands: they are shown in questions and reasons, and so are masked as those are. */
export function shownTaint(taint: Taint, redact: Redact): Taint {
  const sources = taint.sources.map((source) => ({
    ...source,
    // SECURITY: masked before it is cut; half a secret is not recognised any more.
    label: cutText(redact(source.label), MAX_LABEL_CHARACTERS),
  }));
  return { ...taint, sources };
}

/** Of what a call in a workspace brought: what was not there before. */
export function fromOutside(taint: Taint): Taint {
  const sources = taint.sources.filter(({ kind }) => kind !== 'file' && kind !== 'command-output');
  return { ...taint, untrusted: taint.untrusted && sources.length > 0, sources };
}
