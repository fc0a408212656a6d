// The page that is always in mind: whose a line is stays known, whatever is done around it and to what is stored.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Taint } from '../../../../../src/contracts/effects.ts';
import { CLEAN } from '../../../../../src/main/domain/gate/taint.ts';
import {
  type CoreText,
  linesLeft,
  linesOf,
  nextText,
  readCoreText,
  taintOf,
  writeCoreText,
} from '../../../../../src/main/domain/memory/always/core-text.ts';
import { alwaysInMind } from '../../../../../src/main/domain/memory/always/in-mind.ts';
import { withoutSecrets } from '../../../../../src/main/domain/memory/always/without-secrets.ts';
import type { SettingStore } from '../../../../../src/main/domain/ports/stores.ts';

const ADAS: Taint = { untrusted: true, private: false, sources: [{ kind: 'sender', label: 'Ada' }] };
const EVES: Taint = { untrusted: true, private: false, sources: [{ kind: 'web', label: 'evil.example' }] };
const asItIs = (text: string): string => text;
const NOTHING: CoreText = { text: '', untrusted: new Map() };

/** A page after these edits, oldest first. */
function edited(...edits: readonly (readonly [text: string, taint: Taint])[]): CoreText {
  return edits.reduce((page, [text, taint]) => nextText(page, text, taint), NOTHING);
}

function stored(text: string | null): SettingStore {
  const rows = new Map<string, string>(text === null ? [] : [['core memory', text]]);
  return {
    get: (key) => rows.get(key) ?? null,
    put: (key, value) => void rows.set(key, value),
  } as SettingStore;
}

describe('a line of the page', () => {
  test('that was made on somebody else’s words is theirs, and stays so when the owner saves the page', () => {
    const page = edited(
      ['I am Kim.', CLEAN],
      ['I am Kim.\nAda likes tea.', ADAS],
      ['Ada likes tea.\nI am Kim.\nNew.', CLEAN],
    );
    expect([...page.untrusted]).toEqual([['Ada likes tea.', ADAS]]);
    expect(taintOf(page)).toMatchObject({ untrusted: true, private: true });
  });

  test.each([
    '* Ada likes tea.',
    '  -   ada  likes tea',
    '2. Ada likes tea!',
    '- [x] Ada likes tea.',
    'ＡＤＡ likes tea.',
  ])('that was only tidied into %j is still theirs', (line) => {
    const page = edited(['- Ada likes tea.', ADAS], [`# Facts\n${line}`, CLEAN]);
    expect([...page.untrusted]).toEqual([[line.trim(), ADAS]]);
  });

  test('of the owner’s stays the owner’s beside the same words of somebody else', () => {
    const page = edited(
      ['Ada likes tea.', CLEAN],
      ['Ada likes tea.\n- Ada likes tea', ADAS],
      ['Ada likes tea.\n- Ada likes tea\nx', CLEAN],
    );
    expect([...page.untrusted.keys()]).toEqual(['- Ada likes tea']);
  });

  test('that says something else is whose words it was made on, and one that was taken out and written anew is new', () => {
    expect([...edited(['Ada likes tea.', ADAS], ['Ada hates tea.', CLEAN]).untrusted]).toEqual([]);
    expect([...edited(['Ada likes tea.', ADAS], ['', CLEAN], ['Ada likes tea.', CLEAN]).untrusted]).toEqual(
      [],
    );
    expect([...edited(['Ada likes tea.', CLEAN], ['Ada likes tea.', ADAS]).untrusted]).toEqual([]);
  });

  test('never becomes trusted while it stands, over any edits', () => {
    const line = fc.constantFrom('a b', 'c d', '- a b', 'e', '', '  c d ', 'A B', '# e', 'f g h');
    const edit = fc.tuple(
      fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n')),
      fc.constantFrom(CLEAN, ADAS, EVES),
    );
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), (edits) => {
        let page = NOTHING;
        for (const [text, taint] of edits) {
          const next = nextText(page, text, taint);
          const lines = linesOf(text);
          for (const [old, known] of page.untrusted)
            if (lines.includes(old)) expect(next.untrusted.get(old)).toEqual(known);
          const before = new Set(linesOf(page.text));
          for (const now of lines) {
            const isNew = !before.has(now);
            if (isNew && taint.untrusted) expect(next.untrusted.has(now)).toBe(true);
            if (!isNew) expect(next.untrusted.has(now)).toBe(page.untrusted.has(now));
          }
          for (const marked of next.untrusted.keys()) expect(lines).toContain(marked);
          expect(taintOf(next).untrusted).toBe(next.untrusted.size > 0);
          page = next;
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the page as it is stored', () => {
  test('comes back as it was', () => {
    const page = edited(['I am Kim.', CLEAN], ['I am Kim.\nAda likes tea.', ADAS]);
    const settings = stored(null);
    expect(readCoreText(settings)).toBeNull();
    writeCoreText(settings, page);
    expect(readCoreText(settings)).toEqual(page);
  });

  test.each(['', '{', 'null', '7', '"text"', '[]', '{}', '{"text":7}'])(
    'damaged to %j says nothing',
    (text) => {
      expect(readCoreText(stored(text))).toEqual(NOTHING);
    },
  );

  test.each([
    '{"text":"a\\nb"}',
    '{"text":"a\\nb","untrusted":{}}',
    '{"text":"a\\nb","untrusted":[["a",{"untrusted":true}],7]}',
    '{"text":"a\\nb","untrusted":[[null,{}]]}',
  ])('damaged to %j trusts none of its lines', (text) => {
    const page = readCoreText(stored(text));
    expect([...(page?.untrusted.keys() ?? [])]).toEqual(['a', 'b']);
    expect(page === null ? null : taintOf(page)).toMatchObject({ untrusted: true, private: true });
  });

  test('with a taint that cannot be read does not trust that line', () => {
    const page = readCoreText(stored('{"text":"a\\nb","untrusted":[["a",{"untrusted":false}]]}'));
    expect([...(page?.untrusted ?? [])]).toMatchObject([['a', { untrusted: true, private: true }]]);
  });
});

describe('who is shown the page', () => {
  const page = edited(['I am Kim.', CLEAN], ['I am Kim.\nAda likes tea.', ADAS]);
  const core = { current: () => page, taint: () => taintOf(page) };

  test('is its owner, with what is somebody else’s apart', () => {
    expect(alwaysInMind(core, { kind: 'owner' }, asItIs)).toMatchObject({
      own: 'I am Kim.',
      untrusted: 'Ada likes tea.',
      taint: { untrusted: true },
    });
  });

  test('is nobody else', () => {
    expect([
      alwaysInMind(core, { kind: 'paired-sender', senderId: 'telegram:user:42' }, asItIs),
      alwaysInMind(core, { kind: 'group-member', senderId: 'telegram:user:42' }, asItIs),
      alwaysInMind(core, { kind: 'system' }, asItIs),
    ]).toEqual([null, null, null]);
  });
});

describe('what of an accepted page the model is shown', () => {
  test.each([
    ['I am Kim.\nI like tea.', 'I am Kim.\nI like tea.'],
    ['I am Kim.\nMy bank PIN is 4821.\nI like tea.', 'I am Kim.\nI like tea.'],
    ['I am Kim.\nRouter password:\nsunflower77\nI like tea.', 'I am Kim.\nI like tea.'],
    // A name far above its value: which line is which is not known, so none is shown.
    ['Passwords:\n- in order\n- of the flat\n- sunflower77!x', null],
  ])('is what looks like no secret: %j', (page, shown) => {
    const text = withoutSecrets(page, asItIs);
    expect(text).not.toContain('sunflower77');
    if (shown !== null) expect(text).toBe(shown);
  });

  test('never holds what the product was told is a secret', () => {
    const redact = (text: string): string => text.replaceAll('xyzzy', '[secret]');
    expect(withoutSecrets('I am Kim.\nsay xyzzy\nI like tea.', redact)).toBe('I am Kim.\nI like tea.');
  });
});

describe('lines that go', () => {
  test('leave the others as they stood, with their ends', () => {
    const goes = (line: string): boolean => line === 'b';
    expect(linesLeft('a\r\nb\r\n\r\nc', goes)).toEqual({ text: 'a\r\n\r\nc', gone: 1 });
    expect(linesLeft('a\nc\n', goes)).toEqual({ text: 'a\nc\n', gone: 0 });
  });
});
