// The names of one person's people and things, held so that a text is compared with those few that could stand in it.
//   name → its first word (its first sign, where nobody writes spaces) → text's words and signs → candidates → namesIn
// Pure; may not know where names are kept.
import { firstOfName, foldName, namesIn } from './fold-name.ts';

export interface KnownName {
  readonly folded: string;
  readonly entityId: string;
}

export interface KnownNames {
  add(name: KnownName): void;
  /** Those that stand in the text; as `namesIn` of all of them, in the order of the text. */
  standingIn(text: string): readonly KnownName[];
}

export function createKnownNames(names: readonly KnownName[]): KnownNames {
  const byFirst = new Map<string, KnownName[]>();

  function add(name: KnownName): void {
    const first = firstOfName(name.folded);
    const same = byFirst.get(first);
    if (same === undefined) byFirst.set(first, [name]);
    else same.push(name);
  }

  for (const name of names) add(name);
  return {
    add,
    standingIn: (text) => {
      const plain = foldName(text);
      const firsts = new Set([...plain.split(' '), ...plain]);
      const candidates = [...firsts].flatMap((first) => byFirst.get(first) ?? []);
      return namesIn(text, candidates);
    },
  };
}
