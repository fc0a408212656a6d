// Masks secrets in text on its way to a frame, a log, an error, an approval or a message.
// Known secrets by value (also as base64, hex and URL-encoded), token shapes by pattern. May not know where text goes.
import type { Redact } from '../ports/world.ts';

const MASK = '[secret]';

/** A known value shorter than this would mask ordinary words. */
const MIN_KNOWN_LENGTH = 6;

/**
 * Shapes of tokens in public use. Sources: the providers' own documentation of their key formats.
 * Each is anchored on a fixed prefix or structure, so that prose does not match.
 */
const TOKEN_SHAPES: readonly RegExp[] = [
  /\b\d{6,12}:[A-Za-z0-9_-]{30,64}\b/g, // Telegram bot token
  /\bsk-[A-Za-z0-9_-]{20,}/g, // OpenAI, Anthropic, OpenRouter
  /\bAIza[A-Za-z0-9_-]{35}/g, // Google
  /\bgh[pousr]_[A-Za-z0-9]{30,}/g, // GitHub
  /\bgithub_pat_[A-Za-z0-9_]{40,}/g,
  /\bglpat-[A-Za-z0-9_-]{20,}/g, // GitLab
  /\bxox[abeprs]-[A-Za-z0-9-]{10,}/g, // Slack
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, // AWS
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g, // JSON web token
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\bBearer\s+[A-Za-z0-9._~+/-]{16,}=*/gi,
];

/** `knownValues` is read at each call: a secret set a moment ago is masked from now on. */
export function createRedact(knownValues: () => readonly string[]): Redact {
  let lastKnown: readonly string[] = [];
  let lastVariants: readonly string[] = [];

  return (text) => {
    const known = knownValues();
    if (known !== lastKnown) {
      lastKnown = known;
      lastVariants = known
        .filter((value) => value.length >= MIN_KNOWN_LENGTH)
        .flatMap(variants)
        .sort(longestFirst);
    }
    let masked = text;
    // SECURITY: known values; without this a secret without a telling shape would pass.
    for (const variant of lastVariants)
      if (masked.includes(variant)) masked = masked.split(variant).join(MASK);
    // SECURITY: token shapes; without this a secret we were never told of would pass.
    for (const shape of TOKEN_SHAPES) masked = masked.replace(shape, MASK);
    return masked;
  };
}

function variants(value: string): readonly string[] {
  const bytes = new TextEncoder().encode(value);
  const base64 = btoa(String.fromCharCode(...bytes));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const json = JSON.stringify(value).slice(1, -1);
  return [
    ...new Set([
      value,
      json,
      encodeURIComponent(value),
      base64,
      base64.replace(/=+$/, ''),
      hex,
      hex.toUpperCase(),
    ]),
  ];
}

function longestFirst(a: string, b: string): number {
  return b.length - a.length;
}
