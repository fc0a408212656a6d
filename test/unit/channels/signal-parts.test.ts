// The pure parts of the Signal channel: styled text both ways, rendering, and the reader of server-sent events.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../../src/main/adapters/channels/markup/chunk.ts';
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
