// One definition a tool: schema, effects, preparation. Everything the model sees derives from the schema.
import { z } from 'zod';
import type { Effect } from '../../contracts/effects.ts';
import { type CallTraits, type ParsedCall, PLAIN_CALL, type Tool } from '../domain/ports/tool.ts';

export interface ToolDraft<S extends z.ZodType> {
  readonly name: string;
  readonly description: string;
  readonly input: S;
  /** Of every call, or of this one. */
  readonly effects: readonly Effect[] | ((input: z.output<S>) => readonly Effect[]);
  readonly traits?: (input: z.output<S>) => CallTraits;
  /** Writes something that outlives the conversation. */
  readonly outlivesConversation?: boolean;
  prepare(input: z.output<S>, ...rest: Parameters<ParsedCall['prepare']>): ReturnType<ParsedCall['prepare']>;
}

export function defineTool<S extends z.ZodType>(draft: ToolDraft<S>): Tool {
  return {
    definition: { name: draft.name, description: draft.description, inputSchema: jsonSchema(draft.input) },
    parse: (input) => {
      const parsed = draft.input.safeParse(input);
      if (!parsed.success)
        return {
          kind: 'invalid',
          reason: `The arguments do not fit ${draft.name}:\n${z.prettifyError(parsed.error)}`,
        };
      return {
        kind: 'parsed',
        call: {
          input: parsed.data,
          effects: typeof draft.effects === 'function' ? draft.effects(parsed.data) : draft.effects,
          traits: draft.traits?.(parsed.data) ?? PLAIN_CALL,
          outlivesConversation: draft.outlivesConversation ?? false,
          prepare: (context) => draft.prepare(parsed.data, context),
        },
      };
    },
  };
}

const BOUNDS = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minimum', 'maximum', 'pattern'];

/** Bounds are not told: every request would carry them, and who passes one is told then. */
function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema: shape }) => {
      for (const bound of BOUNDS) Reflect.deleteProperty(shape, bound);
    },
  });
  return rest;
}
