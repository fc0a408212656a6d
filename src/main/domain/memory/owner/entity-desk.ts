// People and things at this computer: browsed with what ties them, named, merged, taken out. The memories stay.
import type { Actor } from '../../../../contracts/actors.ts';
import type { EntityKind, EntityView, RelationView } from '../../../../contracts/entities.ts';
import { AppError } from '../../../../contracts/errors.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { ListedEntity, RelationRow } from '../../ports/entities.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Redact } from '../../ports/world.ts';
import { foldName } from '../entities/fold-name.ts';
import type { MemoryViews } from './memory-view.ts';

export interface EntityDesk {
  list(
    filter: { text: string; kind?: EntityKind | undefined; personId?: string | undefined },
    offset: number,
    limit: number,
  ): { total: number; entities: EntityView[] };
  open(id: string): { entity: EntityView; neighbours: EntityView[]; relations: RelationView[] };
  rename(id: string, name: string): EntityView;
  addName(id: string, name: string): EntityView;
  removeName(id: string, name: string): EntityView;
  setKind(id: string, kind: EntityKind): EntityView;
  merge(id: string, otherId: string): EntityView;
  remove(id: string): boolean;
}

const OWNER: Actor = { kind: 'owner' };
const MAX_NEIGHBOURS = 100;

export function createEntityDesk(deps: {
  stores: Stores;
  ledger: Ledger;
  redact: Redact;
  views: MemoryViews;
  onChange: () => void;
}): EntityDesk {
  const { redact } = deps;
  const { entities, memories } = deps.stores;

  function view({ id, kind, name, aliases, scope, memories: count }: ListedEntity): EntityView {
    return {
      id,
      kind,
      name: redact(name),
      aliases: aliases.map(redact),
      personId: scope,
      person: deps.views.person(scope),
      memories: count,
    };
  }

  function relationView({ fromId, relation, toId, memoryId }: RelationRow): RelationView {
    const untrusted = memories.byId(memoryId)?.taint.untrusted ?? true;
    return { fromId, relation: redact(relation), toId, memoryId, untrusted };
  }

  function known(id: string): ListedEntity {
    const row = entities.get(id);
    if (row === null) throw new AppError('not-found', 'This entry does not exist any more.');
    return row;
  }

  /** With its frame; what it is called now is in the payload. */
  function changed(how: string, change: () => string): EntityView {
    const id = deps.stores.transaction(() => {
      const changedId = change();
      deps.ledger.record({
        kind: 'entity-changed',
        causeId: null,
        actor: OWNER,
        facts: { how },
        payload: { name: known(changedId).name },
      });
      return changedId;
    });
    deps.onChange();
    return view(known(id));
  }

  function claim(id: string, name: string): void {
    const folded = foldName(name);
    if (folded === '') throw new AppError('invalid-input', 'A name has at least one letter or digit.');
    if (!entities.addName(id, name, folded))
      throw new AppError(
        'already-settled',
        'Another entry has this name. Say that they are the same instead.',
      );
  }

  return {
    list: ({ text, kind, personId }, offset, limit) => {
      const filter = { folded: foldName(text), kind: kind ?? null, scope: personId ?? null };
      const { total, rows } = entities.list(filter, offset, limit);
      return { total, entities: rows.map(view) };
    },
    open: (id) => {
      const entity = known(id);
      const own = entities.relationsOf(id);
      const ids = [...new Set(own.flatMap(({ fromId, toId }) => [fromId, toId]))]
        .filter((one) => one !== id)
        .slice(0, MAX_NEIGHBOURS);
      return {
        entity: view(entity),
        neighbours: ids.flatMap((one) => entities.get(one) ?? []).map(view),
        relations: [
          ...own.filter(({ fromId, toId }) => ids.includes(fromId === id ? toId : fromId)),
          ...entities.relationsAmong(ids),
        ].map(relationView),
      };
    },
    rename: (id, name) =>
      changed('renamed', () => {
        known(id);
        claim(id, name);
        entities.change(id, { name });
        return id;
      }),
    addName: (id, name) =>
      changed('given another name', () => {
        known(id);
        claim(id, name);
        return id;
      }),
    removeName: (id, name) =>
      changed('left without a name', () => {
        known(id);
        if (!entities.removeName(id, foldName(name)))
          throw new AppError('not-allowed', 'The last name of an entry stays. Remove the entry instead.');
        return id;
      }),
    setKind: (id, kind) =>
      changed('sorted anew', () => {
        known(id);
        entities.change(id, { kind });
        return id;
      }),
    merge: (id, otherId) =>
      changed('merged', () => {
        const [one, other] = [known(id), known(otherId)];
        // SECURITY: what is known of one person's people never becomes another's.
        if (one.scope !== other.scope)
          throw new AppError('not-allowed', 'These belong to the memories of two different persons.');
        if (id === otherId) throw new AppError('invalid-input', 'This is the same entry.');
        entities.merge(id, otherId);
        return id;
      }),
    remove: (id) => {
      const removed = deps.stores.transaction(() => {
        if (!entities.remove(id)) return false;
        deps.ledger.record({
          kind: 'entity-changed',
          causeId: null,
          actor: OWNER,
          facts: { how: 'removed' },
        });
        return true;
      });
      if (removed) deps.onChange();
      return removed;
    },
  };
}
