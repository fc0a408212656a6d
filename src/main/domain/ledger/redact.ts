// Masks secrets in text on its way to a frame, a log, an error, an approval or a message.
// Known secrets by value (also in JSON, base64, hex and URLs), token shapes by pattern. May not know where text goes.
import type { Redact } from '../ports/world.ts';

const MASK = '[secret]';

/** A known value shorter than this would mask ordinary words. */
const MIN_KNOWN_LENGTH = 6;
/** A piece of base64 shorter than this says too little, and is found in other base64 by chance. */
const MIN_BASE64_LENGTH = 8;

/**
 * Shapes of tokens in public use. Sources: the providers' own documentation of their key formats.
 * Each is anchored on a fixed prefix or structure, and holds a digit where prose or code could look like it.
 */
const TOKEN_SHAPES: readonly RegExp[] = [
  /(?<!\d)\d{6,12}:[A-Za-z0-9_-]{30,64}(?![A-Za-z0-9_-])/g, // Telegram bot token, also in a path: /bot123:…
  /\bsk-(?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_-]{20,}/g, // OpenAI, Anthropic, OpenRouter
  /\bsallyport_[A-Z2-9]{12}_[A-Za-z0-9_-]{20,}/g, // ours, of the gateway
  /\bAIza[A-Za-z0-9_-]{35}/g, // Google
  /\bgh[pousr]_[A-Za-z0-9]{30,}/g, // GitHub
  /\bgithub_pat_[A-Za-z0-9_]{40,}/g,
  /\bglpat-[A-Za-z0-9_-]{20,}/g, // GitLab
  /\bxox[abeprs]-[A-Za-z0-9-]{10,}/g, // Slack
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, // AWS
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g, // JSON web token
  // Only what a key consists of: other words after the first line are somebody's, and stay.
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:(?:\\r|\\n|\s)+[A-Za-z0-9+/=]{4,}(?=\\r|\\n|\s|"|$))*(?:(?:\\r|\\n|\s)*-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
  /\bBearer\s+(?=[A-Za-z0-9._~+/-]*\d)[A-Za-z0-9._~+/-]{16,}=*/gi,
];

/** `knownValues` is read at each call: a secret set a moment ago is masked from now on. */
export function createRedact(knownValues: () => readonly string[]): Redact {
  const maskKnown = createMaskKnown(knownValues);

  return (text) => {
    // SECURITY: known values; without this a secret without a telling shape would pass.
    let masked = maskKnown(text);
    // SECURITY: token shapes; without this a secret we were never told of would pass.
    for (const shape of TOKEN_SHAPES) masked = masked.replace(shape, MASK);
    return masked;
  };
}

/** Masks known values only: for what the owner must see whole. */
export function createMaskKnown(knownValues: () => readonly string[]): Redact {
  const forms = createSecretForms(knownValues);
  return (text) => {
    let masked = text;
    // SECURITY: known values; without this the approval would show a secret.
    for (const form of forms()) if (masked.includes(form)) masked = masked.split(form).join(MASK);
    return masked;
  };
}

/** The forms of the values known now, made anew only when those changed. */
export function createSecretForms(knownValues: () => readonly string[]): () => readonly string[] {
  let lastKnown: readonly string[] = [];
  let lastForms: readonly string[] = [];

  return () => {
    const known = knownValues();
    if (known !== lastKnown) {
      lastKnown = known;
      lastForms = secretForms(known);
    }
    return lastForms;
  };
}

/** Every text by which one of these values can be found in other text, longest first. */
export function secretForms(known: readonly string[]): readonly string[] {
  const forms = known.filter((value) => value.length >= MIN_KNOWN_LENGTH).flatMap(formsOf);
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

function formsOf(value: string): readonly string[] {
  const bytes = new TextEncoder().encode(value);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const inJson = JSON.stringify(value).slice(1, -1);
  const inUrl = encodeURIComponent(value);
  const base64 = [0, 1, 2].flatMap((offset) => base64At(bytes, offset));
  return [
    value,
    inJson,
    JSON.stringify(inJson).slice(1, -1), // JSON within JSON: a call's arguments within a frame
    inUrl,
    inUrl.replaceAll('%20', '+'),
    inUrl.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/**
 * How the value reads within longer base64, with `offset` bytes before it in its group of three: only the characters
 * that its own bytes decide. Without this a secret after a user name (`Basic dXNlcjp…`) would pass.
 */
function base64At(bytes: Uint8Array, offset: number): readonly string[] {
  const padded = new Uint8Array(offset + bytes.length);
  padded.set(bytes, offset);
  const text = btoa(String.fromCharCode(...padded));
  const from = Math.ceil((offset * 8) / 6);
  const to = Math.floor((padded.length * 8) / 6);
  const inside = text.slice(from, to);
  return inside.length >= MIN_BASE64_LENGTH ? [inside] : [];
}
