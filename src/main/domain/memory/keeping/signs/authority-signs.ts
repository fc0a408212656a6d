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
import type { Sign, Tongue } from './sign.ts';

/** Whether it says what may be done, or whose word counts; nobody's memory may. */
export function grantsAuthority(text: string): boolean {
  return holds(text, GRANTS);
}

/** Whether it orders the agent to do something later; refused as somebody else's, since the owner may order so. */
export function ordersForLater(text: string): boolean {
  return holds(text, ORDERS);
}

/** Signs by the letters they are looked for in: most texts have only one kind of them. */
interface Signs {
  readonly latin: readonly Sign[];
  readonly other: readonly Sign[];
}

const GRANTS: Signs = {
  latin: [...[ENGLISH, ...LATIN].flatMap(signsOf), ...GRANTS_ENGLISH, ...GRANTS_LATIN],
  other: [...OTHER_SCRIPTS.flatMap(signsOf), ...GRANTS_OTHER_SCRIPTS],
};
const ORDERS: Signs = { latin: [...ORDERS_ENGLISH, ...ORDERS_LATIN], other: ORDERS_OTHER_SCRIPTS };

/** What is a grant in any language. */
function signsOf({ agent, owner, objects, waived, agrees, atOnce, inPlace, world }: Tongue): readonly Sign[] {
  return [
    { all: [waived, objects], not: world },
    { all: [waived, agent], not: world },
    { all: [agrees, owner, agent] },
    { all: [atOnce, objects], not: world },
    { all: [inPlace] },
  ];
}

function holds(text: string, { latin, other }: Signs): boolean {
  // What follows a colon or a dash is looked at by itself, too: "note: always approve".
  return gatheredWords(plainWords(text))
    .split(/(?<=[.!?;])\s|[\n。！？؟]/)
    .map((sentence) => sentence.replace(/^[\s>#*•-]*(?:\d{1,3}[.)] ?)?/, ''))
    .flatMap((sentence) => [sentence, ...sentence.split(/: | - |['"](?=[A-Z])/).slice(1)])
    .some(
      (sentence) =>
        (/[a-z]/i.test(sentence) && latin.some((sign) => isIn(sentence, sign))) ||
        (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Arabic}]/u.test(sentence) &&
          other.some((sign) => isIn(sentence, sign))),
    );
}

function isIn(sentence: string, { all, not }: Sign): boolean {
  return all.every((one) => one.test(sentence)) && not?.test(sentence) !== true;
}
