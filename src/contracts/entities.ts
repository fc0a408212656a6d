// People, places and things that memories speak of, and how they hang together: browsed, named, merged.
import { z } from 'zod';
import { defineContract } from './contract.ts';
import { personIdSchema } from './memory.ts';
import { idSchema } from './scalars.ts';

export const entityKindSchema = z.enum(['person', 'place', 'organisation', 'thing', 'project']);
export type EntityKind = z.infer<typeof entityKindSchema>;

export const entitySchema = z.strictObject({
  id: idSchema,
  kind: entityKindSchema,
  name: z.string(),
  /** Other names of the same. */
  aliases: z.array(z.string()),
  /** In whose memory it is. */
  personId: personIdSchema,
  person: z.string(),
  /** Memories that speak of it. */
  memories: z.int(),
});
export type EntityView = z.infer<typeof entitySchema>;

export const relationSchema = z.strictObject({
  fromId: idSchema,
  /** In words, as in "Clara — sister of → Tom". */
  relation: z.string(),
  toId: idSchema,
  /** The memory that says so. */
  memoryId: idSchema,
  untrusted: z.boolean(),
});
export type RelationView = z.infer<typeof relationSchema>;

export const nameSchema = z.string().trim().min(1).max(100);

export const entitiesContract = defineContract({
  name: 'entities',
  surfaces: ['chat', 'cli'],
  calls: {
    /** Those that most is known of first. */
    list: {
      input: z.strictObject({
        text: z.string().max(100).default(''),
        kind: entityKindSchema.optional(),
        personId: personIdSchema.optional(),
        offset: z.int().min(0).default(0),
        limit: z.int().min(1).max(500).default(100),
      }),
      output: z.strictObject({ total: z.int(), entities: z.array(entitySchema) }),
    },
    /** One, with its neighbours and every relation among them. */
    open: {
      input: z.strictObject({ id: idSchema }),
      output: z.strictObject({
        entity: entitySchema,
        neighbours: z.array(entitySchema),
        relations: z.array(relationSchema),
      }),
    },
    rename: { input: z.strictObject({ id: idSchema, name: nameSchema }), output: entitySchema },
    addName: { input: z.strictObject({ id: idSchema, name: nameSchema }), output: entitySchema },
    removeName: { input: z.strictObject({ id: idSchema, name: nameSchema }), output: entitySchema },
    setKind: { input: z.strictObject({ id: idSchema, kind: entityKindSchema }), output: entitySchema },
    /** The second becomes another name of the first. */
    merge: { input: z.strictObject({ id: idSchema, otherId: idSchema }), output: entitySchema },
    /** The entity and its ties; the memories stay. */
    remove: { input: z.strictObject({ id: idSchema }), output: z.strictObject({ removed: z.boolean() }) },
  },
  events: {},
});
