// A value of unknown shape as a record of its fields.
// Knows no platform, and nothing of what the fields mean.

export type Json = Readonly<Record<string, unknown>>;

/** Null for anything but an object. */
export function recordOf(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

/** No fields where it is no object. */
export function fieldsOf(value: unknown): Json {
  return recordOf(value) ?? {};
}

/** Null for anything but the JSON of an object. */
export function recordIn(json: string): Json | null {
  try {
    return recordOf(JSON.parse(json));
  } catch {
    return null;
  }
}
