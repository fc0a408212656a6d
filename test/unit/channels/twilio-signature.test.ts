// The signature of Twilio against a worked example of its own documentation, and against what is no signature.
import { describe, expect, it } from 'vitest';
import { formOf, isSignedForm } from '../../../src/main/adapters/channels/twilio/signature.ts';

/** From "Secure webhooks", with the key `12345`. */
const URL_OF_EXAMPLE = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const FORM_OF_EXAMPLE = new Map([
  ['CallSid', 'CA1234567890ABCDE'],
  ['Caller', '+14158675309'],
  ['Digits', '1234'],
  ['From', '+14158675309'],
  ['To', '+18005551212'],
]);
const SIGNATURE_OF_EXAMPLE = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';

describe('the signature of a form', () => {
  it("is that of Twilio's own example", () => {
    expect(isSignedForm(SIGNATURE_OF_EXAMPLE, '12345', URL_OF_EXAMPLE, FORM_OF_EXAMPLE)).toBe(true);
  });

  it('does not depend on the order of the fields', () => {
    const turned = new Map([...FORM_OF_EXAMPLE].toReversed());
    expect(isSignedForm(SIGNATURE_OF_EXAMPLE, '12345', URL_OF_EXAMPLE, turned)).toBe(true);
  });

  it.each([
    ['another key', SIGNATURE_OF_EXAMPLE, '12346', URL_OF_EXAMPLE],
    ['another address', SIGNATURE_OF_EXAMPLE, '12345', URL_OF_EXAMPLE.replace('2', '3')],
    ['a shorter signature', SIGNATURE_OF_EXAMPLE.slice(0, -1), '12345', URL_OF_EXAMPLE],
    ['none', '', '12345', URL_OF_EXAMPLE],
  ])('is wrong with %s', (_name, signature, key, url) => {
    expect(isSignedForm(signature, key, url, FORM_OF_EXAMPLE)).toBe(false);
  });
});

describe('a form', () => {
  const read = (body: string) => formOf(Buffer.from(body));

  it('is read with its signs', () => {
    expect([...(read('From=%2B49170&Body=a+%26+b%3Dc%0A%F0%9F%91%8D') ?? [])]).toEqual([
      ['From', '+49170'],
      ['Body', 'a & b=c\n👍'],
    ]);
  });

  it.each(['From=1&From=2', 'From%2B49=1', '=1', `${'x'.repeat(65)}=1`, '{"a":1}'])('is none: %s', (body) => {
    expect(read(body)).toBeNull();
  });
});
