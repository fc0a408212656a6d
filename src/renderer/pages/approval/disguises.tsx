// What of a question is not what it looks like, said in words before everything else: which word, which letters,
// which characters that nobody would see. The marks in the text say where; this says what.
import type { Question } from '../../../contracts/approvals.ts';
import { revealed } from '../../../contracts/revealed.ts';
import { Part } from './fact-view.tsx';

/** More than these would only push the question itself away; the marks in the text show every one. */
const MAX_NAMED = 12;

export function Disguises({ question }: { readonly question: Question }) {
  const found = disguisesOf(question);
  if (found.length === 0) return null;
  const rest = found.length - MAX_NAMED;
  return (
    <Part label="Not what it looks like" warning>
      <ul className="ask-sources">
        {found.slice(0, MAX_NAMED).map(({ shown, why }) => (
          <li key={shown}>
            {why}: <span className="code">{shown}</span>
          </li>
        ))}
        {rest > 0 && <li>and {rest} more, each marked where it stands</li>}
      </ul>
    </Part>
  );
}

/** Each once, spelled out. */
function disguisesOf(question: Question): readonly { shown: string; why: string }[] {
  const texts = [
    question.summary,
    question.asker,
    ...question.facts.flatMap(({ label, text }) => [label, text]),
    ...(question.kind === 'tool-call'
      ? [question.conversationTitle, ...question.taint.sources.map(({ label }) => label)]
      : []),
  ];
  const found = new Map<string, string>();
  for (const part of texts.flatMap(revealed)) {
    if (part.kind === 'mixed') found.set(spelled(part.text), part.why);
    if (part.kind === 'escape') found.set(part.text, `A hidden character (${part.name})`);
  }
  return [...found].map(([shown, why]) => ({ shown, why }));
}

/** Letters that everybody knows stay; every other one by its number. */
function spelled(word: string): string {
  return [...word]
    .map((letter) => (/^[\x21-\x7e]$/.test(letter) ? letter : `\\u{${letter.codePointAt(0)?.toString(16)}}`))
    .join('');
}
