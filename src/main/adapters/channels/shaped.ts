// What came from outside as the shape that we read, or nothing: a field that lies about its type is not guessed at.
// Knows no platform: the shape comes with it.
import type { z } from 'zod';

/** Null when a field of the shape does not have its type. */
export function shaped<Shape>(schema: z.ZodType<Shape>, value: unknown): Shape | null {
  const read = schema.safeParse(value);
  return read.success ? read.data : null;
}

/** The same of JSON; null too when it is none. */
export function shapedJson<Shape>(schema: z.ZodType<Shape>, json: string): Shape | null {
  try {
    return shaped(schema, JSON.parse(json));
  } catch {
    return null;
  }
}
