// Which settings exist, read off the schema itself so that the two cannot drift apart, and the nearest to a mistyped one.
// Knows nothing of files.
import { configSchema } from '../../../contracts/settings.ts';

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
}

/** The keys of the table at `path`; empty for a path that leads nowhere. */
export function knownKeys(path: readonly string[]): readonly string[] {
  let node = configSchema.toJSONSchema({ io: 'input' }) as SchemaNode | undefined;
  for (const part of path) {
    const open = typeof node?.additionalProperties === 'object' ? node.additionalProperties : undefined;
    node = node?.properties?.[part] ?? open;
  }
  return Object.keys(node?.properties ?? {});
}

/** Null when nothing is near: more than a third of the letters would have to change. */
export function nearestKey(key: string, known: readonly string[]): string | null {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(key.toLowerCase(), candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(2, Math.ceil(best.candidate.length / 3))
    ? best.candidate
    : null;
}

/** Levenshtein distance, two rows at a time. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(change, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
