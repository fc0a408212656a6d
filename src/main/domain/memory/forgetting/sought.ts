// What is looked for when something is to be forgotten: the telling words of a query, or the whole texts of memories with
// all that they replaced and the messages they were drawn from.
//   query, ids → words, phrases.  Reads the stores; changes nothing.
import type { SoughtWords } from '../../ports/memory-search.ts';
import type { Stores } from '../../ports/stores.ts';
import { foldName } from '../entities/fold-name.ts';

const MAX_PHRASES = 200;
/** A shorter text would be found everywhere. */
const MIN_PHRASE = 4;
/** Words by which the same may be spoken of elsewhere. */
const MAX_LOOSE = 20;
const EMPTY = new Set(
  'a about all an and any anything are as at by did do does everything for forget forgotten from had has have he her his i in is it me my of on or our please she said say that the their them they this to told us was we were what when where who with you your'.split(
    ' ',
  ),
);

export function soughtIn(
  stores: Stores,
  asked: {
    readonly query?: string | undefined;
    readonly ids?: readonly string[] | undefined;
    readonly scope: string | null;
  },
): SoughtWords {
  const words = wordsOf(asked.query ?? '');
  const phrases = (asked.ids ?? []).flatMap((id) => phrasesOf(stores, id, asked.scope));
  const kept = [...new Set(phrases)].slice(0, MAX_PHRASES);
  return {
    words: words.length > 0 ? words : wordsOf(asked.query ?? '', false),
    phrases: kept,
    loose: [...new Set(kept.flatMap(tellingOf))].slice(0, MAX_LOOSE),
    scope: asked.scope,
  };
}

function wordsOf(query: string, leavesOut = true): readonly string[] {
  return [...new Set(foldName(query).split(' '))].filter(
    (word) => word !== '' && !(leavesOut && EMPTY.has(word)),
  );
}

function phrasesOf(stores: Stores, id: string, scope: string | null): readonly string[] {
  const row = stores.memories.byId(id);
  // SECURITY: nobody looks for what another person's memory says.
  if (row === null || (scope !== null && row.scope !== scope)) return [];
  const said = row.messageId === null ? null : stores.messages.get(row.messageId);
  const answered = row.messageId === null ? null : stores.steps.get(row.messageId);
  return [
    row.text,
    ...(said === null ? [] : [said.text]),
    ...(answered === null ? [] : [answered.text]),
    ...stores.memories.replacedBy(row.id).flatMap((before) => phrasesOf(stores, before.id, scope)),
  ].filter((phrase) => phrase.trim().length >= MIN_PHRASE);
}

/** Names and numbers of a text: a capital letter within it, or digits. */
function tellingOf(text: string): readonly string[] {
  const named = text.match(/(?<=[\p{L}\p{N},;:] )\p{Lu}[\p{L}\p{M}]{2,}|\p{L}*\d[\p{L}\d]{2,}/gu) ?? [];
  return named.filter((word) => !EMPTY.has(foldName(word)));
}

/** Whether a line holds what is sought, as the look through the tables does it. */
export function soughtBy({ words, phrases }: SoughtWords): (text: string) => boolean {
  const plain = phrases.map(foldName);
  return (text) => {
    const folded = foldName(text);
    return (
      plain.some((phrase) => phrase !== '' && folded.includes(phrase)) ||
      (words.length > 0 && words.every((word) => folded.includes(word)))
    );
  };
}
