// One part of a reply → one message of WhatsApp → exactly one of four outcomes.
//   sent | rejected | retry-later (certainly not delivered) | uncertain (may have been)
// A file is uploaded first, which nobody sees: only the message that carries it can be uncertain.
// Knows nothing of order in a chat or of what else waits: that is the caller's.
import type { Address, OutboundPart, SendOutcome } from '../../../domain/ports/channel.ts';
import { outcomeOfError } from '../answer-outcome.ts';
import { createBackoff } from '../backoff.ts';
import { recordOf } from '../record.ts';
import type { GraphAnswer, GraphApi } from './graph-api.ts';
import { type Recipient, recipientOf } from './people.ts';
import { isTokenRefused, outcomeOfRefusal, TOKEN_RETRY_MS } from './refusals.ts';
import { MAX_CAPTION_UNITS, uploadOf, wireKindOf } from './upload.ts';

export type SendPart = (to: Address, part: OutboundPart, signal: AbortSignal) => Promise<SendOutcome>;

const SEND_DEADLINE_MS = 30_000;
const UPLOAD_DEADLINE_MS = 120_000;
/** Source of these: "Interactive reply buttons messages". */
const MAX_BUTTONS = 3;
const MAX_TITLE_UNITS = 20;
const MAX_DATA_UNITS = 256;
const MAX_BUTTONS_BODY_UNITS = 1_024;

/**
 * @param deps.onDoubt the platform did not answer, or refused the token: whoever watches the account looks again
 * @param deps.onSeen the platform answered properly
 */
export function createSend(deps: {
  api: GraphApi;
  phoneNumberId: string;
  onDoubt: () => void;
  onSeen: () => void;
}): SendPart {
  const backoff = createBackoff({ firstMs: 1_000, maxMs: 5 * 60_000 });

  function outcomeOf(answer: GraphAnswer): SendOutcome {
    switch (answer.kind) {
      case 'ok':
        backoff.reset();
        deps.onSeen();
        return { kind: 'sent', platformMessageId: sentIdOf(answer.json) };
      case 'no-token':
        return { kind: 'retry-later', afterMs: TOKEN_RETRY_MS, reason: 'No access token is set.' };
      case 'failed':
        deps.onDoubt();
        return outcomeOfError(answer.error, 'WhatsApp', backoff.nextMs());
      case 'refused':
        if (isTokenRefused(answer)) deps.onDoubt();
        return outcomeOfRefusal(answer);
    }
  }

  async function post(
    person: Recipient,
    content: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    const message = { messaging_product: 'whatsapp', recipient_type: 'individual', ...person, ...content };
    return outcomeOf(
      await deps.api.ask({
        method: 'POST',
        path: `${deps.phoneNumberId}/messages`,
        body: { contentType: 'application/json', bytes: JSON.stringify(message) },
        signal,
        deadlineMs: SEND_DEADLINE_MS,
      }),
    );
  }

  async function postFile(
    person: Recipient,
    { file, body }: OutboundPart & { file: NonNullable<OutboundPart['file']> },
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    const upload = uploadOf(file);
    if (upload.kind === 'unfit') return { kind: 'rejected', reason: upload.reason };
    const answer = await deps.api.ask({
      method: 'POST',
      path: `${deps.phoneNumberId}/media`,
      body: upload,
      signal,
      deadlineMs: UPLOAD_DEADLINE_MS,
    });
    if (answer.kind !== 'ok') {
      const outcome = outcomeOf(answer);
      // An upload that may have arrived was shown to nobody.
      return outcome.kind === 'uncertain'
        ? { kind: 'retry-later', afterMs: backoff.nextMs(), reason: outcome.reason }
        : outcome;
    }
    const id = answer.json['id'];
    if (typeof id !== 'string')
      return { kind: 'rejected', reason: 'WhatsApp took the file and did not say under which id.' };
    const kind = wireKindOf(file);
    const caption = body === '' || kind === 'audio' ? {} : { caption: body };
    const name = kind === 'document' ? { filename: file.name } : {};
    return await post(person, { type: kind, [kind]: { id, ...caption, ...name } }, signal);
  }

  return async (to, part, signal) => {
    // SECURITY: only what can be a person's id goes into a request, never a name or an id of another platform.
    const person = recipientOf(to.chatId);
    if (person === null) return { kind: 'rejected', reason: 'This is not a person on WhatsApp.' };
    if (part.file === undefined) return await post(person, contentOf(part), signal);
    const withFile = { ...part, file: part.file };
    if (part.body === '' || fitsCaption(withFile)) return await postFile(person, withFile, signal);
    // The words do not fit with the file, and go first.
    const words = await post(person, contentOf({ body: part.body, format: 'plain' }), signal);
    if (words.kind !== 'sent') return words;
    const file = await postFile(person, { ...withFile, body: '' }, signal);
    if (file.kind === 'sent') return file;
    const reason = `The words arrived, the file did not: ${file.reason}`;
    // Trying again would bring the words twice.
    return file.kind === 'rejected' ? { kind: 'rejected', reason } : { kind: 'uncertain', reason };
  };
}

function fitsCaption(part: {
  readonly body: string;
  readonly file: NonNullable<OutboundPart['file']>;
}): boolean {
  return wireKindOf(part.file) !== 'audio' && part.body.length <= MAX_CAPTION_UNITS;
}

function contentOf({ body, buttons = [] }: OutboundPart): Readonly<Record<string, unknown>> {
  if (buttons.length === 0) return textOf(body);
  const replies = buttons.map(({ label, data }) => ({ id: data, title: shortened(label) }));
  const fits =
    replies.length <= MAX_BUTTONS &&
    body.length <= MAX_BUTTONS_BODY_UNITS &&
    new Set(replies.map(({ title }) => title)).size === replies.length &&
    replies.every(({ id, title }) => title !== '' && id !== '' && id.length <= MAX_DATA_UNITS);
  // What cannot be pressed can be read.
  if (!fits) return textOf(`${body}\n\n${buttons.map(({ label }) => `• ${label}`).join('\n')}`);
  const action = { buttons: replies.map((reply) => ({ type: 'reply', reply })) };
  return { type: 'interactive', interactive: { type: 'button', body: { text: body }, action } };
}

function textOf(body: string): Readonly<Record<string, unknown>> {
  // SECURITY: Meta fetches a link to preview it; a link made of stolen words would leave without a click.
  return { type: 'text', text: { body, preview_url: false } };
}

function shortened(label: string): string {
  const text = label.trim();
  return text.length <= MAX_TITLE_UNITS ? text : `${text.slice(0, MAX_TITLE_UNITS - 1).trimEnd()}…`;
}

function sentIdOf(json: Readonly<Record<string, unknown>>): string | null {
  const messages = json['messages'];
  const id = Array.isArray(messages) ? recordOf(messages[0])?.['id'] : undefined;
  return typeof id === 'string' ? id : null;
}
