// People, places and things that memories speak of: noted once under all their names, and found again in what is kept
// and in what is asked.
//   named in a conversation → noted (known name, or a new entry) → tied to the memory;  related → relation
// May not know who read the conversation. One person's entities are never another's.
import type { EntityKind } from '../../../../contracts/entities.ts';
import type { ListedEntity } from '../../ports/entities.ts';
import type { MemoryRow } from '../../ports/memory.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Clock, MakeId } from '../../ports/world.ts';
import { cleanText } from '../../untrusted-text/clean-text.ts';
import { foldName } from './fold-name.ts';
import { createKnownNames, type KnownNames } from './known-names.ts';

export interface NamedEntity {
  readonly name: string;
  readonly kind: EntityKind;
  readonly aliases: readonly string[];
}

export interface Entities {
  /** The entity of this name, made if need be; null for what is no name. In a transaction. */
  note(scope: string, named: NamedEntity, untrusted: boolean): ListedEntity | null;
  /** Ties a memory to every entity whose name it holds. In a transaction. */
  tieKnown(row: MemoryRow): void;
  /** As the memory says; null when a name is nobody's. In a transaction. */
  relate(row: MemoryRow, from: string, relation: string, to: string): boolean;
  /** Names were changed elsewhere: they are read again. */
  forgetNames(): void;
  /** Entities that a question names, with all their names. */
  namedIn(scope: string, text: string): readonly ListedEntity[];
}

const MAX_NAME_CHARACTERS = 100;
const MAX_RELATION_CHARACTERS = 60;
const MAX_NAMED = 5;
/** What people call themselves and each other is no name of anybody. */
const NO_NAMES = new Set(
  [
    'i me my you he she it we us they them someone somebody user owner person human assistant agent sallyport bot',
    'ich mich mir du dich dir er ihn ihm sie es wir uns ihr jemand man nutzer benutzer besitzer assistent',
    'je moi tu toi il elle nous vous ils elles on quelqu’un utilisateur propriétaire assistant',
    'yo mí tú ti él ella nosotros vosotros ellos ellas alguien usuario dueño propietario asistente',
    'io tu lui lei noi voi loro qualcuno utente proprietario assistente',
    'eu você ele ela nós eles elas alguém usuário dono assistente',
    '私 僕 俺 あなた 彼 彼女 我 你 您 他 她 我们 用户',
  ].flatMap((names) => names.split(' ').map(foldName)),
);

export function createEntities({
  stores,
  clock,
  makeId,
}: {
  stores: Pick<Stores, 'entities'>;
  clock: Clock;
  makeId: MakeId;
}): Entities {
  const { entities } = stores;

  /** Looked for in everything that is kept, so not read each time; there may be a hundred thousand. */
  let names = new Map<string, KnownNames>();

  function namesOf(scope: string): KnownNames {
    const known = names.get(scope) ?? createKnownNames(entities.names(scope));
    names.set(scope, known);
    return known;
  }

  function forgetNames(): void {
    names = new Map();
  }

  function note(scope: string, named: NamedEntity, untrusted: boolean): ListedEntity | null {
    const name = properName(named.name);
    if (name === null) return null;
    const called = [name, ...named.aliases.flatMap((alias) => properName(alias) ?? [])];
    const known = called.flatMap((one) => entities.byName(scope, foldName(one)) ?? []);
    const id = known[0]?.id ?? makeId();
    const fresh = new Set(called.map(foldName).filter((folded) => entities.byName(scope, folded) === null));
    if (known.length === 0)
      entities.add({ id, scope, kind: named.kind, name, createdAt: clock.now() }, foldName(name));
    for (const one of called) {
      const folded = foldName(one);
      if (entities.addName(id, one, folded) && fresh.delete(folded))
        names.get(scope)?.add({ folded, entityId: id });
    }
    // SECURITY: what somebody else says is the same stays two: it would move what is known of one person to another.
    if (!untrusted) for (const other of known.slice(1)) if (other.id !== id) mergeInto(id, other.id);
    return entities.get(id);
  }

  function mergeInto(id: string, otherId: string): void {
    if (entities.get(otherId) === null) return;
    entities.merge(id, otherId);
    forgetNames();
  }

  return {
    note,
    forgetNames,
    tieKnown: (row) => {
      for (const { entityId } of namesOf(row.scope).standingIn(row.text)) entities.tie(row.id, entityId);
    },
    relate: (row, from, relation, to) => {
      const fromId = entities.byName(row.scope, foldName(from))?.id;
      const toId = entities.byName(row.scope, foldName(to))?.id;
      const words = cleanText(relation).replace(/\s+/g, ' ').trim().slice(0, MAX_RELATION_CHARACTERS);
      if (fromId === undefined || toId === undefined || fromId === toId || words === '') return false;
      entities.relate({ fromId, relation: words, toId, memoryId: row.id });
      for (const id of [fromId, toId]) entities.tie(row.id, id);
      return true;
    },
    namedIn: (scope, text) => {
      const ids = new Set(
        namesOf(scope)
          .standingIn(text)
          .map(({ entityId }) => entityId),
      );
      return [...ids].slice(0, MAX_NAMED).flatMap((id) => entities.get(id) ?? []);
    },
  };
}

/** One line, as it is written; null for what names nobody. */
export function properName(text: string): string | null {
  const name = cleanText(text).replace(/\s+/g, ' ').trim();
  const folded = foldName(name);
  const isNobody = folded === '' || NO_NAMES.has(folded.replace(/^(?:the|der|die|le|la|el|il|lo|o) /, ''));
  return isNobody || name.length > MAX_NAME_CHARACTERS ? null : name;
}
