// A question as plain text for a chat, and whether a yes may come from there. Pure.
//   Question → { text, mayAllow, whyNot }
// Whole or not to be allowed: what does not fit, is masked, or hides something is only denied from a chat.
import type { Question } from '../../../contracts/approvals.ts';
import { isDisguised, revealedText } from '../../../contracts/revealed.ts';
import type { Redact } from '../ports/world.ts';

export interface ForwardedText {
  readonly text: string;
  /** Why it can only be denied there; null when it may be allowed once. */
  readonly whyNot: string | null;
}

/** Below every platform's limit for one message (Telegram: 4,096), with room for the outcome under it. */
const MAX_CHARACTERS = 3_600;
/** Letters that are written from right to left move what stands beside them, and a chat isolates nothing. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

export function forwardedText(
  question: Exclude<Question, { kind: 'pairing' }>,
  code: string,
  redact: Redact,
): ForwardedText {
  const body = bodyOf(question);
  const shown = redact(body);
  const whyNot = whyOnlyDenied(question, body, shown);
  const fits = shown.length <= MAX_CHARACTERS;
  const [summary = ''] = shown.split('\n');
  const said = fits
    ? shown
    : `${summary.slice(0, 300)}\n(The rest is too long for here: look at it on your computer.)`;
  const answers =
    whyNot === null
      ? `Answer here with a button, or write “allow ${code}” or “deny ${code}” and a reason. Allowing counts once.`
      : `${whyNot} Deny it here with the button or “deny ${code}” and a reason; everything else on your computer.`;
  return { text: `${said}\n\n${answers}`, whyNot };
}

function bodyOf(question: Exclude<Question, { kind: 'pairing' }>): string {
  const facts = question.facts.flatMap((fact) => [`${revealedText(fact.label)}:`, quoted(fact.text)]);
  const head = [`Question: ${line(question.summary)}`, `Asked by: ${line(question.asker)}`];
  if (question.kind === 'setting') return [...head, ...facts].join('\n');
  const unreadable =
    question.unreadable === null ? [] : [`It could not be analysed: ${line(question.unreadable)}`];
  const sources = question.taint.sources.map((source) => line(`${source.kind} ${source.label}`)).join(', ');
  return [
    ...head,
    ...unreadable,
    ...facts,
    `Why you are asked: ${line(question.reason)}`,
    ...(question.taint.untrusted ? [`It follows from what is not yours: ${sources}`] : []),
  ].join('\n');
}

/** SECURITY: every line of what others wrote stands behind a bar; without it they could write lines of ours. */
function quoted(text: string): string {
  return revealedText(text)
    .split('\n')
    .map((one) => `│ ${one}`)
    .join('\n');
}

function line(text: string): string {
  return revealedText(text).replace(/\s*\n\s*/g, ' ⏎ ');
}

function whyOnlyDenied(
  question: Exclude<Question, { kind: 'pairing' }>,
  body: string,
  shown: string,
): string | null {
  // SECURITY: what widens for longer than one call is settled at the computer alone.
  if (question.kind === 'setting') return 'A setting is changed only on your computer.';
  // SECURITY: what cannot be undone is not decided with a thumb.
  if (question.effects.includes('irreversible')) return 'This cannot be undone.';
  // SECURITY: a program with a way out, above all one outside the sandbox, is looked at whole, at the computer.
  if (question.effects.includes('execute') && question.effects.includes('network'))
    return 'A program with a way out is only allowed on your computer.';
  // SECURITY: nobody says yes to what they were not shown whole.
  if (shown.length > MAX_CHARACTERS) return 'It is too long to be shown here.';
  // SECURITY: a part that is masked here was not seen here.
  if (shown !== body) return 'A part of it is masked here.';
  const words = [question.summary, question.asker, ...question.facts.map((fact) => fact.text)].join('\n');
  // SECURITY: a chat cannot mark what passes for something else, nor keep directions apart.
  if (isDisguised(words) || RIGHT_TO_LEFT.test(words))
    return 'It has characters that are easily taken for others.';
  return null;
}
