// Erasing what was shown, row by row: what can go goes with what explains its words, what must stay says `[forgotten]`.
// In one transaction of its caller. May not know how it was found, nor who chose it.
import type { Actor } from '../../../../contracts/actors.ts';
import type { FoundTrace } from '../../ports/memory-search.ts';
import type { Stores } from '../../ports/stores.ts';
import { factsFrom, traceKey } from './drawn.ts';
import type { ForgottenFiles } from './forgotten-files.ts';

/** Whose wish it is, and the frame that caused it: of a tool call, its start. */
export interface ForgottenBy {
  readonly actor: Actor;
  readonly causeFrameId: string | null;
}

/** What one call of a tool leaves of its own words, from its start back to the model's wish. */
const OF_A_CALL = ['tool-started', 'approval-answered', 'approval-asked', 'tool-decided', 'tool-called'];
const PASSAGES_AT_ONCE = 500;

/** Those that are still as they were shown. */
export function stillAsShown(stores: Stores, places: readonly FoundTrace[]): readonly FoundTrace[] {
  // SECURITY: what changed since it was looked at is not what somebody agreed to erase.
  return places.filter(({ table, id, digest }) => stores.traces.read(table, id)?.digest === digest);
}

/** Those that are erased first take others with them: a folder is not left with files of it to remember. */
export function inOrder(places: readonly FoundTrace[]): readonly FoundTrace[] {
  const isSource = ({ table }: FoundTrace): boolean => table === 'document_sources';
  return [...places.filter(isSource), ...places.filter((place) => !isSource(place))];
}

/** It may be gone already, with what it was drawn from. */
export function erasePlace(
  { stores, files }: { readonly stores: Stores; readonly files: Pick<ForgottenFiles, 'add'> },
  { table, id }: FoundTrace,
  scope: string | null,
  shown: ReadonlySet<string>,
): void {
  switch (table) {
    case 'memories':
      eraseMemory(stores, id);
      return;
    case 'documents':
      eraseDocument(stores, id, files);
      return;
    case 'document_sources':
      for (const document of stores.documents.ofSource(id)) eraseDocument(stores, document.id);
      stores.documents.removeSource(id);
      return;
    case 'entities':
      stores.entities.remove(id);
      return;
    case 'rules':
      stores.rules.remove(id);
      return;
    case 'messages':
    case 'steps':
      // Drawn since it was shown: a copy like any other. What was shown and left is left.
      for (const fact of factsFrom(stores, id, scope))
        if (!shown.has(traceKey({ table: 'memories', id: fact.id }))) eraseMemory(stores, fact.id);
      stores.traces.erase(table, id);
      return;
    default:
      stores.traces.erase(table, id);
  }
}

function eraseMemory(stores: Stores, id: string): void {
  const row = stores.memories.byId(id);
  if (row === null) return;
  // SECURITY: a fact says it in words of its own; the payload of the frame that kept it says them too.
  if (row.kind !== 'message' && row.kind !== 'passage') stores.traces.erase('payloads', row.frameId);
  stores.memories.remove(id);
}

/** `files` remembers a file that stays in a folder. */
function eraseDocument(stores: Stores, id: string, files?: Pick<ForgottenFiles, 'add'>): void {
  const row = stores.documents.get(id);
  if (row === null) return;
  while (stores.memories.removeDocument(id, PASSAGES_AT_ONCE) > 0);
  stores.documents.remove(id);
  const source = stores.documents.source(row.sourceId);
  // A file that was chosen by itself is its own source.
  if (source?.path === row.path) stores.documents.removeSource(source.id);
  else files?.add(row.path);
}

/** The call that wished it repeats all that was shown: in its question, and in the payloads of its frames. */
export function eraseOwnCall(stores: Stores, startFrameId: string): void {
  for (let frame = stores.frames.get(startFrameId); frame !== null; ) {
    if (!OF_A_CALL.includes(frame.kind)) return;
    stores.traces.erase('payloads', frame.id);
    const { toolCallId, approvalId } = frame.facts;
    if (typeof toolCallId === 'string') stores.traces.erase('tool_calls', toolCallId);
    if (typeof approvalId === 'string') {
      stores.traces.erase('approvals', approvalId);
      stores.traces.erase('forwarded_questions', approvalId);
    }
    frame = frame.causeId === null ? null : stores.frames.get(frame.causeId);
  }
}
