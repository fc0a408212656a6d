// Our few D-Bus shapes, held against another implementation of the same specification.
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeMessage,
  encodeCall,
  messageLength,
} from '../../../src/main/adapters/secrets/keychain/dbus-message.ts';

interface Other {
  /** The message, and file descriptors that go with it. */
  marshall: (message: Record<string, unknown>) => [Buffer, unknown];
  unmarshall: (bytes: Buffer) => Record<string, unknown>;
}

const other = createRequire(import.meta.url)('dbus-next/lib/message.js') as Other;
const METHOD_RETURN = 2;
const ERROR = 3;
const words = fc.string({ maxLength: 60 }).map((text) => text.replaceAll('\0', ''));
const serials = fc.integer({ min: 1, max: 2 ** 32 - 1 });

const reply = (replySerial: number, signature: string, body: unknown[]) =>
  other.marshall({ type: METHOD_RETURN, serial: 7, replySerial, sender: ':1.5', signature, body })[0];

describe('a D-Bus message', () => {
  it('that we write is read by another implementation as what we meant', () => {
    fc.assert(
      fc.property(serials, fc.array(fc.tuple(words, words), { maxLength: 5 }), (serial, pairs) => {
        const call = encodeCall({
          serial,
          destination: 'org.freedesktop.secrets',
          path: '/org/freedesktop/secrets',
          interfaceName: 'org.freedesktop.Secret.Service',
          member: 'SearchItems',
          signature: 'a{ss}',
          writeBody: (body) =>
            body.array(8, () => {
              for (const [key, value] of pairs) {
                body.align(8);
                body.string(key);
                body.string(value);
              }
            }),
        });
        expect(messageLength(call)).toBe(call.length);
        expect(other.unmarshall(call)).toMatchObject({
          serial,
          type: 1,
          destination: 'org.freedesktop.secrets',
          path: '/org/freedesktop/secrets',
          interface: 'org.freedesktop.Secret.Service',
          member: 'SearchItems',
          signature: 'a{ss}',
          body: [pairs],
        });
      }),
    );
  });

  it('that another implementation writes is read as what it meant: two lists of paths', () => {
    const paths = fc.array(fc.stringMatching(/^(\/[A-Za-z0-9_]{1,9}){1,5}$/), { maxLength: 6 });
    fc.assert(
      fc.property(serials, paths, paths, (serial, unlocked, locked) => {
        const bytes = reply(serial, 'aoao', [unlocked, locked]);
        const message = decodeMessage(bytes);
        expect([
          messageLength(bytes),
          message.kind,
          message.replySerial,
          message.body.strings(),
          message.body.strings(),
        ]).toEqual([bytes.length, 'reply', serial, unlocked, locked]);
      }),
    );
  });

  it('with an error carries its name, and with a variant only a boolean counts', () => {
    const error = decodeMessage(
      other.marshall({
        type: ERROR,
        serial: 9,
        replySerial: 3,
        errorName: 'org.example.No',
        signature: 's',
        body: ['x'],
      })[0],
    );
    const variants = [
      reply(1, 'v', [['b', true]]),
      reply(1, 'v', [['b', false]]),
      reply(1, 'v', [['s', 'false']]),
    ];
    expect([error.kind, error.replySerial, error.errorName]).toEqual(['error', 3, 'org.example.No']);
    expect(variants.map((bytes) => decodeMessage(bytes).body.booleanVariant())).toEqual([true, false, null]);
  });

  it('cut short or made of noise is refused with a RangeError, never read past its end', () => {
    const whole = reply(1, 'aoao', [['/a/b'], ['/c']]);
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 200 }),
        fc.nat(whole.length - 1),
        (noise, cut) => {
          for (const bytes of [Buffer.from(noise), whole.subarray(0, cut)]) {
            try {
              const { body } = decodeMessage(bytes);
              body.strings();
              body.strings();
            } catch (error) {
              expect(error).toBeInstanceOf(RangeError);
            }
          }
        },
      ),
    );
  });
});
