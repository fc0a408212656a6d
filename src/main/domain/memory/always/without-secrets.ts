// What of an accepted page is shown to the model: all of it, but for lines that look like a secret, alone or with the next
// one. A new page with a secret is refused; this is for one that was accepted when less was known. Pure.
import type { Redact } from '../../ports/world.ts';
import { looksSecret } from '../keeping/not-kept.ts';

export function withoutSecrets(text: string, redact: Redact): string {
  if (!looksSecret(text, redact)) return text;
  const lines = text.split('\n');
  const isSecret = (part: string): boolean => looksSecret(part, redact);
  const seams = lines.map((line, at) => isSecret([line, ...lines.slice(at + 1, at + 2)].join('\n')));
  const alone = lines.map(isSecret);
  // A seam whose one line is a secret by itself says nothing of the other one.
  const goes = (at: number): boolean =>
    alone[at] === true ||
    (seams[at] === true && alone[at + 1] !== true) ||
    (seams[at - 1] === true && alone[at - 1] !== true);
  const left = lines.filter((_, at) => !goes(at)).join('\n');
  return isSecret(left) ? '' : left;
}
