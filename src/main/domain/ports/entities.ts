// Ports of entities: the people, places and things that memories speak of, and what ties them. Interfaces only.
import type { EntityKind } from '../../../contracts/entities.ts';

export interface EntityRow {
  readonly id: string;
  /** In whose memory: the same name for two persons is two entities. */
  readonly scope: string;
  readonly kind: EntityKind;
  readonly name: string;
  readonly createdAt: number;
}

/** "from — relation → to", as one memory says it. */
export interface RelationRow {
  readonly fromId: string;
  readonly relation: string;
  readonly toId: string;
  readonly memoryId: string;
}

export interface ListedEntity extends EntityRow {
  readonly aliases: readonly string[];
  /** Memories that speak of it and can be found. */
  readonly memories: number;
}

export interface EntityFilter {
  /** Part of a name, folded. */
  readonly folded: string;
  readonly kind: EntityKind | null;
  readonly scope: string | null;
}

/** Names are compared folded (domain/memory/entities/fold-name.ts); the store is given them so. */
export interface EntityStore {
  add(row: EntityRow, folded: string): void;
  get(id: string): ListedEntity | null;
  byName(scope: string, folded: string): ListedEntity | null;
  /** Those that most is known of first. Of a text that very many names hold, so many as are looked at. */
  list(
    filter: EntityFilter,
    offset: number,
    limit: number,
  ): { readonly total: number; readonly rows: readonly ListedEntity[] };
  /** Every name of a person's entities, for finding them in a text. */
  names(scope: string): readonly { readonly folded: string; readonly entityId: string }[];
  /** False when another entity of this person has that name. */
  addName(id: string, name: string, folded: string): boolean;
  /** Never its last one. */
  removeName(id: string, folded: string): boolean;
  change(id: string, change: Partial<Pick<EntityRow, 'kind' | 'name'>>): void;
  /** Names, memories and relations of the other become this one's; the other is gone. */
  merge(id: string, otherId: string): void;
  remove(id: string): boolean;
  /** Those that no memory speaks of any more. */
  removeUnspoken(): number;
  tie(memoryId: string, entityId: string): void;
  ofMemory(memoryId: string): readonly EntityRow[];
  /** Newest first, ids of memories that can be found. */
  memoriesOf(entityId: string, limit: number): readonly string[];
  relate(row: RelationRow): void;
  /** With all others; the newest of each direction, some hundreds. Only what holds now. */
  relationsOf(id: string): readonly RelationRow[];
  /** Among themselves; of one that has very many, the newest. Only what holds now. */
  relationsAmong(ids: readonly string[]): readonly RelationRow[];
}
