// A part of a conversation as it is read for what to remember: numbered lines, each with who said it and when, and what
// is known already. One window holds words of one kind of trust: the owner's own, or one that nobody vouches for.
//   messages and answers beyond the last look → windows
// May not know the model. What a tool brought is never in it, only what was said.
import type { Taint } from '../../../../contracts/effects.ts';
import { createLastingTaint } from '../../conversation/lasting-taint.ts';
import { joinTaint, taintOfMessage } from '../../gate/taint.ts';
import type { ConversationRow, MessageRow, StepRow, Stores } from '../../ports/stores.ts';
import type { Redact } from '../../ports/world.ts';
import { cleanText } from '../../untrusted-text/clean-text.ts';
import { labelled } from '../../untrusted-text/label.ts';
import { scopeOf } from '../area.ts';

export interface Line {
  /** Of the message or step. */
  readonly id: string;
  readonly at: number;
  readonly speaker: string;
  readonly text: string;
  readonly taint: Taint;
  readonly frameId: string | null;
  /** Only what a person said can be remembered; what the agent said makes it understood. */
  readonly isPerson: boolean;
}

export interface LearningWindow {
  readonly scope: string;
  readonly conversation: ConversationRow;
  readonly lines: readonly Line[];
  /** Of all its lines together. */
  readonly taint: Taint;
}

export interface ReadSince {
  readonly windows: readonly LearningWindow[];
  /** The last row that was looked at; empty when there was none. */
  readonly lastId: string;
  /** Lines that persons said. */
  readonly said: number;
  readonly hasMore: boolean;
}

const MAX_ROWS = 60;
const MAX_LINE_CHARACTERS = 2_000;

export function readSince(
  deps: { stores: Stores; redact: Redact; agentName: string },
  conversation: ConversationRow,
  afterId: string,
): ReadSince {
  const { stores } = deps;
  const lasting = createLastingTaint(stores).of(conversation.id);
  const messages = stores.messages.after(conversation.id, afterId, MAX_ROWS);
  const steps = stores.steps.after(conversation.id, afterId, MAX_ROWS);
  const all = [...messages, ...steps].sort((a, b) => (a.id < b.id ? -1 : 1));
  const rows = all.slice(0, MAX_ROWS);
  const groups = new Map<string, { scope: string; lines: Line[] }>();
  for (const row of rows) {
    const found = 'turnId' in row ? lineOfStep(row) : lineOfMessage(row);
    if (found === null) continue;
    const key = `${found.scope} ${found.line.taint.untrusted}`;
    const group = groups.get(key) ?? { scope: found.scope, lines: [] };
    group.lines.push(found.line);
    groups.set(key, group);
  }
  const windows = [...groups.values()]
    .filter(({ lines }) => lines.some((line) => line.isPerson))
    .map(({ scope, lines }) => ({
      scope,
      conversation,
      lines,
      taint: joinTaint(...lines.map((line) => line.taint)),
    }));
  return {
    windows,
    lastId: rows.at(-1)?.id ?? '',
    said: windows.reduce((sum, { lines }) => sum + lines.filter((line) => line.isPerson).length, 0),
    hasMore: all.length > rows.length || messages.length === MAX_ROWS || steps.length === MAX_ROWS,
  };

  function lineOfMessage(row: MessageRow): { scope: string; line: Line } | null {
    // SECURITY: forwarded words are somebody else's; nothing of them is remembered as said by who passed them on.
    if ((row.kind !== 'text' && row.kind !== 'edit') || row.text.trim() === '') return null;
    return {
      scope: scopeOf(row.actor),
      line: {
        id: row.id,
        at: row.at,
        speaker: row.senderName ?? (row.actor.kind === 'owner' ? 'the owner' : 'they'),
        text: shown(row.text),
        // SECURITY: the taint of what was said is its own; one line of the owner's is clean, whatever else was read there.
        taint: labelled(taintOfMessage(row.actor, false), row.text),
        frameId: row.frameId,
        isPerson: true,
      },
    };
  }

  function lineOfStep(row: StepRow): { scope: string; line: Line } | null {
    const turn = stores.turns.get(row.turnId);
    const asked = turn === null ? null : stores.messages.get(turn.messageId);
    if (asked === null || row.text.trim() === '') return null;
    return {
      scope: scopeOf(asked.actor),
      line: {
        id: row.id,
        at: row.at,
        speaker: deps.agentName,
        text: shown(row.text),
        // SECURITY: an answer may repeat what was read; it never stands among the owner's own words then.
        taint: joinTaint(lasting, taintOfMessage(asked.actor, asked.kind === 'forwarded')),
        frameId: row.frameId,
        isPerson: false,
      },
    };
  }

  function shown(text: string): string {
    // SECURITY: no secret reaches the model, also when a person pasted one, with signs in it that nobody sees.
    return deps.redact(cleanText(text)).trim().slice(0, MAX_LINE_CHARACTERS);
  }
}
