// What every channel does with a reply: whole, within the limits, as written, and exactly one of four outcomes.
import { expect } from 'vitest';
import type { SendOutcome } from '../../../../src/main/domain/ports/channel.ts';
import { aCase, type Case, listening, send, sendAll } from './cases.ts';

const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`);
const kinds = (outcomes: readonly SendOutcome[]) => new Set(outcomes.map(({ kind }) => kind));

export const SENDING: readonly Case[] = [
  aCase('brings a reply to the person, and knows its id', [], async (stage) => {
    await listening(stage);
    const [outcome] = await sendAll(stage, 'Good evening');
    expect(outcome).toMatchObject({ kind: 'sent' });
    expect((await stage.shown(1)).map(({ text }) => text)).toEqual(['Good evening']);
  }),
  aCase('cuts a reply at the limit and loses nothing', [], async (stage) => {
    await listening(stage);
    const all = words(Math.max(500, Math.ceil(stage.limit / 4)));
    const outcomes = await sendAll(stage, all.join(' '));
    expect(outcomes.length).toBeGreaterThan(1);
    expect(kinds(outcomes)).toEqual(new Set(['sent']));
    const shown = await stage.shown(outcomes.length);
    expect(Math.max(...shown.map(({ raw }) => stage.sizeOf(raw)))).toBeLessThanOrEqual(stage.limit);
    expect(
      shown
        .map(({ text }) => text)
        .join(' ')
        .split(/\s+/),
    ).toEqual(all);
  }),
  aCase('keeps code whole over a cut', [], async (stage) => {
    await listening(stage);
    const line = 'const x = [1, 2, 3]; // ok';
    const lines = Array.from(
      { length: Math.ceil((stage.limit * 1.5) / line.length) },
      (_, index) => `${line} ${index}`,
    );
    const outcomes = await sendAll(stage, `\`\`\`ts\n${lines.join('\n')}\n\`\`\``);
    const shown = await stage.shown(outcomes.length);
    const said = shown.map(({ text }) => text).join('\n');
    for (const one of lines) expect(said).toContain(one);
    for (const { raw } of shown) expect((raw.match(/```/g) ?? []).length % 2).toBe(0);
  }),
  aCase('shows formatting in the way of the platform', ['formatting'], async (stage) => {
    await listening(stage);
    await sendAll(stage, 'This is **bold** and `code`.');
    const [shown] = await stage.shown(1);
    expect(shown?.text).toBe('This is bold and code.');
    expect(shown?.raw).not.toBe(shown?.text);
  }),
  aCase('brings literal signs as they were written', [], async (stage) => {
    await listening(stage);
    const literal = 'a < b & c > d, 5 \\* 3, snake\\_case, \\[x\\], 50%, #1';
    await sendAll(stage, literal);
    const [shown] = await stage.shown(1);
    expect(shown?.text.replace(/[\u200b\u2060\ufeff]/g, '')).toBe(
      'a < b & c > d, 5 * 3, snake_case, [x], 50%, #1',
    );
  }),
  aCase('pings nobody, whatever the words are', [], async (stage) => {
    await listening(stage);
    const eve = stage.people.eve.senderId.split(':').slice(2).join(':');
    const tries = [
      '@everyone',
      '@here',
      '@channel',
      '@all',
      '<!channel>',
      `<@${eve}>`,
      `@${eve}`,
      `<at user_id="all">x</at>`,
    ];
    const outcomes = await sendAll(stage, tries.join(' and '));
    expect(kinds(outcomes)).toEqual(new Set(['sent']));
    // The server of each stage refuses to let a ping pass as shown text: it would stand as a mark, not as words.
    const shown = (await stage.shown(outcomes.length))
      .map(({ text }) => text.replace(/[\u200b\u2060\ufeff]/g, ''))
      .join(' ');
    for (const one of ['@everyone', '@here', '@channel']) expect(shown).toContain(one);
  }),
  aCase('has no parts for text without anything to see', [], async (stage) => {
    expect(['', ' ', '\n\n', '\t\n '].map((text) => stage.channel.render(text))).toEqual([[], [], [], []]);
  }),
  aCase('shows the buttons of a part', ['buttons'], async (stage) => {
    await listening(stage);
    const buttons = [
      { label: 'Yes', data: 'y' },
      { label: 'No', data: 'n' },
    ];
    expect(await send(stage, { buttons })).toMatchObject({ kind: 'sent' });
    expect((await stage.shown(1))[0]?.buttons).toEqual(['Yes', 'No']);
  }),
  aCase('changes a message of its own, and takes its buttons away', ['changing ours'], async (stage) => {
    await listening(stage);
    const isPressable = stage.cannot.buttons === undefined;
    const outcome = await send(stage, isPressable ? { buttons: [{ label: 'Yes', data: 'y' }] } : {});
    const id = outcome.kind === 'sent' ? outcome.platformMessageId : null;
    expect(id).not.toBeNull();
    const [part] = stage.channel.render('Done');
    const signal = new AbortController().signal;
    expect(
      await stage.channel.edit?.(
        stage.people.ada.address,
        id ?? '',
        part ?? { body: 'Done', format: 'plain' },
        signal,
      ),
    ).toMatchObject({ kind: 'sent' });
    expect(await stage.shownNow(id ?? '')).toMatchObject({ text: 'Done', buttons: [] });
  }),
  aCase('brings a file with its name, type and words', ['files out'], async (stage) => {
    await listening(stage);
    const bytes = new Uint8Array([137, 80, 78, 71, 0, 255, 13, 10]);
    const file = { name: 'chart.png', mediaType: 'image/png', bytes };
    // Without it, no file would ever be given to the channel.
    expect(stage.channel.canSendFiles).toBe(true);
    expect(await send(stage, { file })).toMatchObject({ kind: 'sent' });
    await stage.shown(1);
    const files = (await stage.shown(1)).flatMap((message) => message.files);
    expect(files.map(({ name }) => name)).toEqual(['chart.png']);
    expect([...(files[0]?.bytes ?? [])]).toEqual([...bytes]);
    expect((await stage.shown(1)).map(({ text }) => text).join('')).toContain('Hello');
  }),
  aCase('shows that it is typing', ['typing'], async (stage) => {
    await listening(stage);
    await stage.write('Hello?');
    await stage.recorder.received(1);
    stage.channel.showTyping(stage.people.ada.address);
    await stage.typingSeen();
  }),
  aCase('replies into the thread that was written in', ['groups', 'threads'], async (stage) => {
    await listening(stage);
    await stage.write('In the thread', { where: 'thread', mention: stage.cannot.mentions === undefined });
    await stage.recorder.received(1);
    expect(await send(stage, {}, 'thread')).toMatchObject({ kind: 'sent' });
    const [shown] = await stage.shown(1);
    expect(shown?.address).toEqual(stage.thread);
  }),
  aCase('the same part tried again arrives once', ['repeats'], async (stage) => {
    await listening(stage);
    expect(stage.channel.repeatWindowMs).toBeGreaterThan(0);
    stage.faultNext({ kind: 'cut' });
    const onceKey = '01JABCDEFGHJKMNPQRSTVWXYZ0';
    expect((await send(stage, { onceKey })).kind).not.toBe('rejected');
    expect(await send(stage, { onceKey })).toMatchObject({ kind: 'sent' });
    expect(await stage.shown(1)).toHaveLength(1);
  }),
  aCase('waits as long as the platform asks', ['rate limits'], async (stage) => {
    await listening(stage);
    stage.faultNext({ kind: 'rate-limit', afterMs: 7_000 });
    const outcome = await send(stage);
    expect(outcome).toMatchObject({ kind: 'retry-later', reason: expect.stringMatching(/\S \S.*\.$/) });
    expect(outcome.kind === 'retry-later' ? outcome.afterMs : 0).toBeGreaterThanOrEqual(1_000);
    expect(await send(stage)).toMatchObject({ kind: 'sent' });
  }),
  aCase('does not know whether a part arrived when the server has trouble of its own', [], async (stage) => {
    await listening(stage);
    stage.faultNext({ kind: 'server-error' });
    expect(await send(stage)).toMatchObject({
      kind: 'uncertain',
      reason: expect.stringMatching(/\S \S.*\.$/),
    });
  }),
  aCase(
    'does not know whether a part arrived when the connection breaks in the middle',
    [],
    async (stage) => {
      await listening(stage);
      stage.faultNext({ kind: 'cut' });
      expect(await send(stage)).toMatchObject({ kind: 'uncertain' });
      expect(stage.sendRequests()).toBe(1); // and tries nothing twice by itself
    },
  ),
  aCase('says in words why the platform refused', [], async (stage) => {
    await listening(stage);
    stage.faultNext({ kind: 'refused' });
    expect(await send(stage)).toMatchObject({
      kind: 'rejected',
      reason: expect.stringMatching(/\S \S.*\.$/),
    });
  }),
  aCase('may try again when nobody listens there', [], async (stage) => {
    await listening(stage);
    await stage.goAway();
    const outcome = await send(stage);
    expect(outcome).toMatchObject({ kind: 'retry-later' });
    expect(outcome.kind === 'retry-later' ? outcome.afterMs : 0).toBeGreaterThan(0);
    await stage.comeBack();
  }),
  aCase('ends at once when it is stopped, and does not claim to have sent', [], async (stage) => {
    await listening(stage);
    stage.faultNext({ kind: 'silence' });
    const abort = new AbortController();
    const sending = stage.channel.send(
      stage.people.ada.address,
      { body: 'Hello', format: 'plain' },
      abort.signal,
    );
    setTimeout(() => abort.abort(), 200);
    const began = Date.now();
    expect((await sending).kind).toMatch(/^(?:uncertain|retry-later)$/);
    expect(Date.now() - began).toBeLessThan(5_000);
  }),
  aCase('sends nothing to an address that is none here', [], async (stage) => {
    await listening(stage);
    const before = stage.sendRequests();
    for (const address of stage.foreignAddresses) {
      const outcome = await stage.channel.send(
        address,
        { body: 'Hello', format: 'plain' },
        new AbortController().signal,
      );
      expect(outcome, JSON.stringify(address)).toMatchObject({ kind: 'rejected' });
    }
    expect(stage.foreignAddresses.length).toBeGreaterThan(2);
    expect(stage.sendRequests()).toBe(before);
  }),
];
