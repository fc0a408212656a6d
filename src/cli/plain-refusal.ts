// What the app says about input that does not fit, in words for a person: the schema's own words name patterns.
// Knows the fields by name, with their contract where the same name means different things; a sentence that was written
// for people passes as it is.

const CHANNEL =
  'This is not the name of a channel. Channels are called “telegram” or “slack”, and “slack:ACCOUNT” for a further account.';

const SENTENCES: Readonly<Record<string, string>> = {
  channel: CHANNEL,
  channelId: CHANNEL,
  'credentials.name':
    'This is not the name of a credential. Names are like “model.api-key” or “telegram.bot-token”.',
  'credentials.value': 'This value is empty or too long for a credential.',
  'entities.name': 'This name is empty or too long: a name has 1 to 100 characters.',
  text: 'This text is empty or too long.',
};

/** `message` as it came with the code `invalid-input`: `field: words of the schema`, or a sentence. */
export function plainRefusal(contract: string, message: string): string {
  const [, field = '', words = ''] = /^([\w.]+|The input): (.*)$/s.exec(message) ?? [];
  if (field === '') return message;
  const isFromSchema = /^(?:Invalid|Too|Unrecognized|does not fit)/.test(words);
  if (!isFromSchema) return words;
  return (
    SENTENCES[`${contract}.${field}`] ?? SENTENCES[field] ?? 'One of the words does not fit this command.'
  );
}
