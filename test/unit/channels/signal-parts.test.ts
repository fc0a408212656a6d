// The pure parts of the Signal channel: styled text both ways, rendering, and the reader of server-sent events.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../../src/main/adapters/channels/markup/chunk.ts';
import { eventOf } from '../../../src/main/adapters/channels/signal/envelope-shape.ts';
import { readEvent } from '../../../src/main/adapters/channels/signal/envelopes.ts';
import { createReader, MAX_EVENT_UNITS } from '../../../src/main/adapters/channels/signal/event-stream.ts';
import { renderForSignal } from '../../../src/main/adapters/channels/signal/render.ts';
import { fromBody, toBody } from '../../../src/main/adapters/channels/signal/styled-text.ts';

describe('styled text for Signal', () => {
  const kinds = ['bold', 'italic', 'strike', 'code', 'quote'] as const;
  const run = fc.record({
    text: fc.string({ unit: fc.constantFrom('<', '>', '&', '/', 'b', 'lt;', 'amp;', '😀', '\n', ' ') }),
    marks: fc.uniqueArray(fc.constantFrom(...kinds)).map((some) => some.map((kind) => ({ kind }))),
  });

  it('keeps every character, whatever the words look like', () => {
    fc.assert(
      fc.property(fc.array(run), (runs: readonly Run[]) => {
        const { text, styles } = fromBody(toBody(runs));
        expect(text).toBe(runs.map((each) => each.text).join(''));
        for (const style of styles) {
          const [start = Number.NaN, length = Number.NaN] = style.split(':').map(Number);
          expect(start + length).toBeLessThanOrEqual(text.length);
          expect(length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('makes one range of neighbours', () => {
    const bold: Run['marks'] = [{ kind: 'bold' }];
    const both: Run['marks'] = [{ kind: 'bold' }, { kind: 'italic' }];
    const body = toBody([
      { text: 'a', marks: bold },
      { text: 'b😀', marks: both },
      { text: 'c', marks: [] },
    ]);
    expect(fromBody(body)).toEqual({ text: 'ab😀c', styles: ['0:4:BOLD', '1:3:ITALIC'] });
  });

  it('renders no half characters and no more than 2,000 units', () => {
    for (const text of ['a\uD800b', 'x'.repeat(5_000), `\`\`\`ts\n${'line\n'.repeat(900)}\`\`\``]) {
      const parts = renderForSignal(text).map(({ body }) => fromBody(body));
      for (const part of parts) {
        expect(part.text.length).toBeLessThanOrEqual(2_000);
        expect(part.text).not.toMatch(/\p{Surrogate}/u);
      }
      expect(parts.length).toBeGreaterThan(0);
    }
  });

  it('shows where a link leads, once', () => {
    const [part] = renderForSignal('[**bold** and not](https://example.org) https://example.com');
    expect(fromBody(part?.body ?? '').text).toBe('bold and not (https://example.org) https://example.com');
  });
});

describe('the reader of server-sent events', () => {
  const stream =
    'id:1-1\nevent:receive\ndata:{"a":\ndata:1}\n\n:\n\r\nid: 1-2\r\nevent: other\r\ndata: x\r\n\r\ndata\n\n';

  it('gives the same events however the bytes are cut', () => {
    const whole = createReader().add(stream);
    expect(whole).toEqual([
      { id: '1-1', type: 'receive', data: '{"a":\n1}', cut: false },
      { id: '1-2', type: 'other', data: 'x', cut: false },
      { id: '1-2', type: 'message', data: '', cut: false },
    ]);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length)), (cuts) => {
        const reader = createReader();
        const places = [0, ...cuts.toSorted((one, other) => one - other), stream.length];
        const events = places.slice(1).flatMap((end, index) => reader.add(stream.slice(places[index], end)));
        expect(events).toEqual(whole);
      }),
    );
  });

  it('keeps the beginning of what has no end, and an id only where it can stand in a header', () => {
    const reader = createReader();
    for (let count = 0; count < 5; count += 1) reader.add(`data:${'x'.repeat(MAX_EVENT_UNITS)}\n`);
    const [event, ...others] = reader.add('id:a b\n\n');
    expect(others).toEqual([]);
    expect(event).toMatchObject({ id: null, cut: true });
    expect(event?.data.length).toBeLessThanOrEqual(MAX_EVENT_UNITS + 5);
    expect(reader.add('data:y\n\n')).toEqual([{ id: null, type: 'message', data: 'y', cut: false }]);
  });
});

describe('an event of signal-cli', () => {
  const self = { number: '+15550100', aci: '33333333-cccc-4ccc-8ccc-000000000003' };
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(self.aci, self.number, '', 0, -1, true),
  );
  const data = fc.dictionary(
    fc.constantFrom(
      'timestamp',
      'message',
      'mentions',
      'attachments',
      'groupInfo',
      'reaction',
      'quote',
      'viewOnce',
    ),
    odd,
  );
  const envelope = fc.dictionary(
    fc.constantFrom('sourceUuid', 'sourceNumber', 'timestamp', 'dataMessage', 'editMessage', 'syncMessage'),
    fc.oneof(odd, data),
  );

  it('of any shape is read, skipped or quiet, and names nobody but by an id', () => {
    fc.assert(
      fc.property(fc.record({ account: odd, envelope }, { requiredKeys: [] }), (value) => {
        const event = eventOf(JSON.stringify(value));
        if (event === null) return;
        const read = readEvent(event, 'signal', self, 'unknown');
        expect(read.kind).toMatch(/^(?:message|skip|quiet)$/);
        if (read.kind === 'message')
          expect(read.message.sender.id ?? 'signal:user:').toMatch(/^signal:user:[0-9a-f-]*$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('whose mentions lie about their places loses no words', () => {
    const mentions = [
      { uuid: self.aci, number: null, start: 5, length: 1 },
      { uuid: null, number: null, start: 90, length: 10 },
      { uuid: null, number: null, start: 0, length: 1 },
    ];
    const dataMessage = { timestamp: 1, message: '\uFFFC and \uFFFC', mentions };
    const source = { sourceUuid: '11111111-aaaa-4aaa-8aaa-000000000001', timestamp: 1 };
    const event = eventOf(JSON.stringify({ envelope: { ...source, dataMessage } }));
    const read = event === null ? null : readEvent(event, 'signal', self, 'unknown');
    expect(read).toMatchObject({ message: { text: '@someone and@you\uFFFC' } });
  });
});
