// The decision looked at once more when it is known what the call would touch: what it would wipe out, what it would carry
// out. It can only turn an allow into a question. Pure but for what is known of the workspace.
import type { Decision, Effect, Taint } from '../../../contracts/effects.ts';
import type { PreparedAction } from '../ports/tool.ts';
import { askBeforeLoss } from '../untrusted-text/lost-content.ts';
import type { WrittenFiles } from '../untrusted-text/written-files.ts';
import { joinTaint, reasonToAsk } from './taint.ts';

export function asPrepared(
  decision: Decision,
  { replaces, carriesOut }: Pick<PreparedAction, 'replaces' | 'carriesOut'>,
  at: { readonly workspace: string; readonly taint: Taint; readonly effects: readonly Effect[] },
  written: Pick<WrittenFiles, 'brings' | 'isOwn'>,
): { readonly decision: Decision; readonly taint: Taint } {
  const kept = askBeforeLoss(decision, replaces, at.taint, (file) => written.isOwn(at.workspace, file));
  if (carriesOut === undefined) return { decision: kept, taint: at.taint };
  const source = { kind: 'file', label: carriesOut.path } as const;
  const content: Taint = { untrusted: true, private: true, sources: [source] };
  const taint = joinTaint(at.taint, written.brings(at.workspace, content, { how: 'read', ...carriesOut }));
  const reason = kept.kind === 'allow' ? reasonToAsk(taint, at.effects, false) : null;
  // SECURITY: a file was not read yet and leaves all the same: what is in it counts as if it had been.
  return { decision: reason === null ? kept : { ...kept, kind: 'ask', reason }, taint };
}
