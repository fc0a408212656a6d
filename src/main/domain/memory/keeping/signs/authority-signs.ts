// Whether a text would have the agent allow, trust or obey later: said in one sentence, in any of seven languages.
//   text → one way of writing → sentences → signs, each a few patterns that all hold of one sentence
// Pure. The agent's world is told from people's: commands, files and payments that need no question are a grant; a shed
// that needs no permit, a boss who always approves and a child who never asks are facts. Linear: no pattern looks further
// than some dozen words, and none begins anywhere but at a word.
import { ENGLISH, GRANTS_ENGLISH } from './authority-english.ts';
import { GRANTS_LATIN, LATIN, ORDERS_LATIN } from './authority-latin.ts';
import { GRANTS_OTHER_SCRIPTS, ORDERS_OTHER_SCRIPTS, OTHER_SCRIPTS } from './authority-other-scripts.ts';
import { ORDERS_ENGLISH } from './orders-english.ts';
import { gatheredWords, plainWords } from './plain-words.ts';
import type { Sign } from './sign.ts';

/** Whether it says what may be done, or whose word counts; nobody's memory may. */
export function grantsAuthority(text: string): boolean {
  return holds(text, GRANTS);
}

/** Whether it orders the agent to do something later; refused as somebody else's, since the owner may order so. */
export function ordersForLater(text: string): boolean {
  return holds(text, ORDERS);
}

const GRANTS: readonly Sign[] = [
  ...[ENGLISH, ...LATIN, ...OTHER_SCRIPTS].flatMap(
    ({ agent, owner, objects, waived, agrees, atOnce, inPlace, world }) => [
      { all: [waived, objects], not: world },
      { all: [waived, agent], not: world },
      { all: [agrees, owner, agent] },
      { all: [atOnce, objects], not: world },
      { all: [inPlace] },
    ],
  ),
  ...GRANTS_ENGLISH,
  ...GRANTS_LATIN,
  ...GRANTS_OTHER_SCRIPTS,
];
const ORDERS: readonly Sign[] = [...ORDERS_ENGLISH, ...ORDERS_LATIN, ...ORDERS_OTHER_SCRIPTS];

function holds(text: string, signs: readonly Sign[]): boolean {
  // What follows a colon or a dash is looked at by itself, too: "note: always approve".
  const sentences = gatheredWords(plainWords(text))
    .split(/(?<=[.!?;])\s|[\n。！？؟]/)
    .map((sentence) => sentence.replace(/^[\s>#*•-]*(?:\d{1,3}[.)] ?)?/, ''))
    .flatMap((sentence) => [sentence, ...sentence.split(/: | - |['"](?=[A-Z])/).slice(1)]);
  return sentences.some((sentence) =>
    signs.some(({ all, not }) => all.every((one) => one.test(sentence)) && not?.test(sentence) !== true),
  );
}
