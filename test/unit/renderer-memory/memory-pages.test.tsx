// The small promises of the memory pages: words, what a row costs, what is dropped, what a private draft leaves behind.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { droppedPaths } from '../../../src/preload/dropped-files.ts';
import { Item, summaryWords } from '../../../src/renderer/pages/conversations/transcript-items.tsx';
import { Change } from '../../../src/renderer/pages/memory/core-outside.tsx';
import { sumOf } from '../../../src/renderer/pages/memory/documents/document-sources.tsx';
import { hasFiles } from '../../../src/renderer/pages/memory/documents/drop-overlay.tsx';
import { ROW_PX } from '../../../src/renderer/pages/memory/everything/memory-rows.tsx';
import { createRowDates } from '../../../src/renderer/pages/memory/everything/row-dates.ts';
import { ImportFacts } from '../../../src/renderer/pages/memory/import-facts.tsx';
import { sizeWords, sourceWords, whoWords } from '../../../src/renderer/pages/memory/memory-words.ts';
import { createConversations } from '../../../src/renderer/stores/conversations.ts';
import { createDrafts } from '../../../src/renderer/stores/drafts.ts';
import { addedWords } from '../../../src/renderer/stores/memory/documents.ts';
import { conversation, idOf } from '../renderer-pages/samples.ts';
import { memory } from './samples.ts';

describe('a file of memories', () => {
  it('shows whose they become, what it calls pinned, its names, and how much is left out', () => {
    const page = renderToStaticMarkup(
      <ImportFacts
        preview={{
          ...{ importId: idOf(1), name: 'memory.json', fresh: 2, known: 1, pinned: 1, names: 1 },
          people: [
            { person: 'You', count: 1 },
            { person: 'Ada (telegram:user:42)', count: 1 },
          ],
          sample: [{ text: 'I like tea.', person: 'Ada (telegram:user:42)', pinned: true }],
          nameSample: ['Lyon (also Lugdunum)'],
          leftOut: [
            { text: 'The PIN is 4711.', reason: 'This looks like a secret.' },
            { text: 'The PIN is 4711.', reason: 'This looks like a secret.' },
          ],
          leftOutCount: 300,
        }}
      />,
    );
    for (const words of [
      'Of Ada (telegram:user:42)',
      'pinned in the file',
      'Lyon (also Lugdunum)',
      '<dt>Yours</dt><dd>1</dd>',
      '<dt>Left out</dt><dd>300</dd>',
    ])
      expect(page).toContain(words);
  });
});

describe('files that are dropped', () => {
  const onDisk = new Map<File, string>();
  const real = new File(['x'], 'note.md');
  onDisk.set(real, '/home/ada/note.md');
  /** Trusts whatever it is given: what comes through here would go to main. */
  const pathFor = (file: unknown) =>
    file instanceof File ? (onDisk.get(file) ?? '') : String(Reflect.get(Object(file), 'path') ?? file);

  it('become paths between the page and main, each once', () => {
    expect(droppedPaths({ files: [real, real] }, pathFor)).toEqual({ paths: ['/home/ada/note.md'] });
  });

  it('are the browser’s own: a path that a page wrote down, or a file that it made up, goes no further', () => {
    const madeUp = new File(['x'], '/etc/passwd');
    for (const input of [
      { paths: ['/etc/passwd'] },
      { files: ['/etc/passwd', { path: '/etc/passwd' }] },
      { files: [madeUp] },
      { files: '/etc/passwd' },
      null,
    ]) {
      expect(droppedPaths(input, pathFor)).toEqual({ paths: [] });
    }
  });

  it('are told from text that is dragged', () => {
    expect(hasFiles({ dataTransfer: { types: ['text/plain', 'text/html'] } })).toBe(false);
    expect(hasFiles({ dataTransfer: { types: ['Files'] } })).toBe(true);
    expect(hasFiles({ dataTransfer: null })).toBe(false);
  });

  it('are said in a sentence', () => {
    expect([
      addedWords({ sources: 1, files: 1, leftOut: 0 }),
      addedWords({ sources: 2, files: 1_204, leftOut: 12 }),
      addedWords({ sources: 0, files: 0, leftOut: 0 }),
    ]).toEqual([
      'Added 1 file.',
      'Added 1,204 files. 12 left out; the list says why.',
      'Nothing was added: it is there already.',
    ]);
  });
});

describe('files of documents', () => {
  it('are counted so that all of them together are all there are, and none of a kind is not said', () => {
    const docs = { ready: 1_204, waiting: 3, leftOut: 12, missing: 1 };
    expect([sumOf([docs, docs]), sumOf([{ ...docs, waiting: 0, missing: 0 }]), sumOf([])]).toEqual([
      '2,408 read, 6 waiting, 24 left out, 2 missing',
      '1,204 read, 12 left out',
      'No files',
    ]);
  });
});

describe('a change from outside', () => {
  it('is shown as it is where it is short, and in a part of its own where it is long', () => {
    const drawn = (now: string) => renderToStaticMarkup(<Change was={'I live in Lisbon.\n'} now={now} />);
    expect(drawn('I live in Porto.\n')).not.toContain('Show all');
    for (const long of ['x'.repeat(900), 'x\n'.repeat(30)]) {
      expect(drawn(long)).toContain('Show all');
      expect(drawn(long)).toContain('core-change');
    }
  });
});

describe('rows', () => {
  it('have the height that the styles give them', () => {
    const css = readFileSync(
      join(import.meta.dirname, '..', '..', '..', 'src', 'renderer', 'styles', 'tokens.css'),
      'utf8',
    );
    expect(css).toContain(`--row-memory: ${ROW_PX}px;`);
  });

  it('say who and where, and nothing for what is not known', () => {
    expect([
      sourceWords(memory(1)),
      sourceWords(memory(1, { conversationTitle: 'Report' })),
      sourceWords(memory(1, { documentName: 'Contract.pdf', place: 'page 4' })),
      whoWords(memory(1)),
      whoWords(memory(1, { speaker: 'Ada' })),
    ]).toEqual([null, 'Report', 'Contract.pdf · page 4', 'You', 'Ada']);
  });

  it('say the day, with the year where it is another', () => {
    const dates = createRowDates(new Date('2026-03-12T10:00:00Z'), { locale: 'en-GB', timeZone: 'UTC' });
    expect([
      dates.short('2026-03-01T10:00:00Z'),
      dates.short('2025-03-01T10:00:00Z'),
      // With a comma or without, as the calendar's version has it.
      dates.day('2026-03-12T10:00:00Z').replace(',', ''),
    ]).toEqual(['1 Mar', '1 Mar 2025', 'Thursday 12 March 2026']);
  });

  it('say a size as a person would', () => {
    expect([0, 812, 4_200, 13_000_000, 500_000_000_000].map(sizeWords)).toEqual([
      '0 bytes',
      '812 bytes',
      '4.2 kB',
      '13 MB',
      '500 GB',
    ]);
  });
});

describe('a conversation', () => {
  const place = { locale: 'en-GB', timeZone: 'UTC' };
  const summary = {
    kind: 'summary',
    id: idOf(1),
    at: '2026-06-03T17:00:00.000Z',
    text: 'You planned the report.',
    turns: 34,
    from: '2026-05-12T09:00:00.000Z',
    to: '2026-06-03T17:00:00.000Z',
  } as const;

  it('says what was shortened, and of when', () => {
    expect(summaryWords(summary, place)).toBe(
      'Earlier messages were shortened (34, 12 May 2026 to 3 June 2026)',
    );
    expect(summaryWords({ ...summary, to: summary.from }, place)).toBe(
      'Earlier messages were shortened (34, 12 May 2026)',
    );
  });

  it('says under an answer how many memories were used, and nothing under others', () => {
    const drawn = (usedMemories: number) =>
      renderToStaticMarkup(
        <Item
          item={{
            kind: 'message',
            id: idOf(1),
            turnId: idOf(2),
            at: summary.at,
            author: 'agent',
            senderName: null,
            text: 'Yes.',
            edited: false,
            delivery: null,
            usedMemories,
          }}
          agent="Sallyport"
          chatKind="own"
          openLink={() => undefined}
          review={() => undefined}
        />,
      );
    expect(drawn(3)).toContain('Used 3 memories');
    expect(drawn(1)).toContain('Used 1 memory');
    expect(drawn(0)).not.toContain('Used');
  });

  it('that is private leaves no draft behind', () => {
    const kept = new Map<string, string>();
    const keeper = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const drafts = createDrafts(keeper);
    drafts.set('usual', 'Milk and bread');
    drafts.set('private', 'A secret', true);
    drafts.set('usual', 'Milk');
    expect(drafts.store.getState().texts).toEqual({ usual: 'Milk', private: 'A secret' });
    expect([...kept.values()].join()).not.toContain('secret');
    expect(createDrafts(keeper).store.getState().texts).toEqual({ usual: 'Milk' });
  });

  it('that was erased is in the list no more, and another is open', () => {
    const conversations = createConversations({} as never);
    conversations.apply(conversation(1));
    conversations.apply(conversation(2, { lastAt: '2026-03-13T10:00:00.000Z' }));
    conversations.select(idOf(1));
    conversations.remove(idOf(1));
    expect(conversations.store.getState()).toMatchObject({ selectedId: idOf(2), list: [{ id: idOf(2) }] });
  });
});
