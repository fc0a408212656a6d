// What Discord takes as a message and what it refuses, field by field.
//   fields of the body → message | refusal
// https://discord.com/developers/docs/resources/message#create-message and /components/reference. Pure.
import { type Answered, invalid, refused } from './wire.ts';

export interface AskedMessage {
  readonly content: string;
  readonly flags: number;
  readonly nonce: string | null;
  readonly mustBeOnce: boolean;
  readonly components: readonly unknown[];
  readonly allowedMentions: unknown;
}

const MAX_CONTENT = 2_000;
const MAX_NONCE = 25;
const MAX_ROWS = 5;
const MAX_BUTTONS = 5;
const MAX_LABEL = 80;
const MAX_CUSTOM_ID = 100;
/** SUPPRESS_EMBEDS and SUPPRESS_NOTIFICATIONS: all that a sender may set. */
const SETTABLE_FLAGS = (1 << 2) | (1 << 12);

export function checkMessage(
  fields: Readonly<Record<string, unknown>>,
  hasFile: boolean,
): { readonly asked: AskedMessage } | { readonly refusal: Answered } {
  const { content = '', flags = 0, nonce = null, components = [] } = fields;
  if (typeof content !== 'string')
    return no('content', 'STRING_TYPE_CONVERT', 'Could not interpret as string.');
  if ([...content].length > MAX_CONTENT)
    return no('content', 'BASE_TYPE_MAX_LENGTH', 'Must be 2000 or fewer in length.');
  if (content.trim() === '' && !hasFile)
    return { refusal: refused(400, 50_006, 'Cannot send an empty message') };
  if (typeof flags !== 'number' || (flags & ~SETTABLE_FLAGS) !== 0)
    return no('flags', 'MESSAGE_FLAGS_INVALID', 'These flags cannot be set.');
  if (nonce !== null && (typeof nonce !== 'string' || nonce.length > MAX_NONCE))
    return no('nonce', 'NONCE_TYPE_TOO_LONG', 'Nonces must be at most 25 characters.');
  const wrong = wrongComponent(components);
  if (wrong !== null) return no('components', 'BASE_TYPE_BAD_LENGTH', wrong);
  return {
    asked: {
      content,
      flags,
      nonce,
      mustBeOnce: fields['enforce_nonce'] === true && nonce !== null,
      components: components as readonly unknown[],
      allowedMentions: fields['allowed_mentions'],
    },
  };
}

/** Labels of the buttons of a message, row by row. */
export function buttonsOf(components: readonly unknown[]): readonly { label: string; customId: string }[] {
  return components.flatMap((row) =>
    listOf(row, 'components').map((button) => ({
      label: String(fieldOf(button, 'label')),
      customId: String(fieldOf(button, 'custom_id')),
    })),
  );
}

function wrongComponent(components: unknown): string | null {
  if (!Array.isArray(components) || components.length > MAX_ROWS) return 'Must be 5 or fewer in length.';
  for (const row of components) {
    const buttons = listOf(row, 'components');
    if (fieldOf(row, 'type') !== 1 || buttons.length === 0 || buttons.length > MAX_BUTTONS)
      return 'Must be an action row of 1 to 5 buttons.';
    for (const button of buttons) {
      const [label, id] = [fieldOf(button, 'label'), fieldOf(button, 'custom_id')];
      if (fieldOf(button, 'type') !== 2 || !isWithin(label, MAX_LABEL) || !isWithin(id, MAX_CUSTOM_ID))
        return 'Must have a label of 1 to 80 and a custom_id of 1 to 100 characters.';
    }
  }
  const ids = buttonsOf(components).map(({ customId }) => customId);
  return new Set(ids).size === ids.length ? null : 'Component custom id cannot be duplicated.';
}

function isWithin(value: unknown, most: number): boolean {
  return typeof value === 'string' && value.length >= 1 && value.length <= most;
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? list : [];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function no(field: string, code: string, message: string): { refusal: Answered } {
  return { refusal: invalid(field, code, message) };
}
