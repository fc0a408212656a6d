// Whether a change to a file would lose most of what it held, on words that are not the owner's. Known only once the
// file was looked at, and so after the decision; it can only turn an allow into a question. Pure.
import type { Decision, Taint } from '../../../contracts/effects.ts';
import type { ReplacedContent } from '../ports/tool.ts';

/** Lines of the old content that may be gone without a question, as a share of all. */
const MOST = 0.5;

/** The same decision, or the question it becomes. `isOwn`: the agent wrote exactly this content itself. */
export function askBeforeLoss(
  decision: Decision,
  replaced: ReplacedContent | undefined,
  taint: Taint,
  isOwn: (file: ReplacedContent) => boolean,
): Decision {
  if (decision.kind !== 'allow' || replaced === undefined || !taint.untrusted) return decision;
  const isLost = replaced.text === null || losesMost(replaced.text, replaced.by);
  if (!isLost || isOwn(replaced)) return decision;
  const from = taint.sources.map(({ label }) => label).join(', ');
  // SECURITY: what somebody else's words would wipe out is put to the owner, though writing is allowed.
  return {
    ...decision,
    kind: 'ask',
    reason: `Most of what ${replaced.path} holds would be lost, and words from ${from} are involved.`,
  };
}

function losesMost(before: string, after: string): boolean {
  const kept = new Set(linesOf(after));
  const lines = linesOf(before);
  return lines.filter((line) => !kept.has(line)).length > lines.length * MOST;
}

/** Space around a line is no content; neither is an empty one. */
function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
