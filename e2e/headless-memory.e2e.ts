// Memory and documents in the real app without windows, by the command line: real files read in their own thread, a
// death in the middle of it, what is kept over a restart, corrected, carried to another profile, and forgotten.
import { appendFileSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { DocumentSourceView, DocumentView } from '../src/contracts/documents.ts';
import type { MemoryProgress, MemoryView } from '../src/contracts/memory.ts';
import { paragraph, writeDocx } from '../test/fakes/documents/docx-writer.ts';
import { writePdf } from '../test/fakes/documents/pdf-writer.ts';
import { startEmbeddingServer } from '../test/fakes/openai/embeddings.ts';
import type { ModelRequest, Reply } from '../test/fakes/openai/wire.ts';
import { lastUserText, newToolResults } from '../test/fakes/openai/wire.ts';
import { json } from './harness/command-line.ts';
import { type HeadlessApp, startHeadless } from './harness/headless.ts';
import { startWorld, until } from './harness/world.ts';

interface Documents {
  readonly documents: readonly DocumentView[];
  readonly total: number;
}

const FACTS = [
  'My daughter Nina is allergic to peanuts.',
  'The car is due for its inspection in May.',
  'Nina plays the cello on Thursdays.',
  'The neighbour waters the plants while we are away.',
  'My dentist is Dr. Ferreira in Rua das Flores.',
  'The heating engineer charges 90 euros an hour.',
  'We moved to Lisbon in 2019.',
  'The wifi in the cabin is slow after eight.',
  'Our anniversary is on 3 September.',
  'I take my tea without milk.',
];
/** No word of the question stands in the fact, but for names. */
const ASKED = [
  ['What food must the child not eat?', 'peanuts'],
  ['Which instrument is she learning?', 'cello'],
  ['Who takes care of my teeth?', 'Dr. Ferreira'],
  ['When does the vehicle have to be checked?', 'inspection in May'],
] as const;

const newFolder = () => realpathSync(mkdtempSync(join(tmpdir(), 'papers-')));
const sources = (app: HeadlessApp) => json<DocumentSourceView[]>(app.cli(['documents', 'sources', '--json']));
const allRead = (app: HeadlessApp, ready: number) =>
  until('all is read', async () =>
    (await sources(app)).every((one) => one.waiting === 0 && one.ready === ready),
  );

/** Says back what its tool found. A message begins with the tool: "recall" and a question, or "remember" and a fact. */
function lookingUp(request: ModelRequest): Reply {
  const found = newToolResults(request);
  if (found.length > 0) return { text: found.join('\n') };
  const [, name = 'recall', words = ''] = /(recall|remember) ([^\n]*)/.exec(lastUserText(request)) ?? [];
  return { toolCalls: [{ name, arguments: name === 'recall' ? { query: words } : { fact: words } }] };
}

async function recalled(app: HeadlessApp, query: string): Promise<string> {
  return (await app.cli(['chat', `recall ${query}`])).stdout;
}

it('reads a folder of real files, cites file and page, follows a change, and takes all of it back', async () => {
  const folder = newFolder();
  const cellar = ['Inventory of the cellar', 'The kestrel sculpture is worth 4300 euros.'];
  writeFileSync(join(folder, 'inventory.pdf'), writePdf({ pages: [['House rules'], cellar] }));
  const agreed = paragraph('The caretaker comes on the second Thursday.');
  const body = paragraph('Caretaker', { style: 'Heading1' }) + agreed;
  writeFileSync(join(folder, 'contract.docx'), writeDocx({ body }));
  writeFileSync(join(folder, 'notes.md'), '# Greenhouse\n\nThe pump has the number PX-4417.\n');
  writeFileSync(join(folder, 'locked.pdf'), writePdf({ pages: [['hidden']], password: 'sesame' }));
  writeFileSync(join(folder, 'sound.txt'), Buffer.from([0, 1, 2, 0, 255, 254, 0, 7]));
  const world = await startWorld(lookingUp);
  const app = await startHeadless({ config: world.config, env: world.env });
  expect((await app.cli(['documents', 'add', folder])).stdout).toBe('5 files to read; 0 left out.\n');
  await allRead(app, 3);

  const { documents } = await json<Documents>(app.cli(['documents', 'list', '--json']));
  const noteOf = (name: string) => documents.find(({ path }) => path.endsWith(name))?.note;
  expect(noteOf('locked.pdf')).toMatch(/password/);
  expect(noteOf('sound.txt')).toMatch(/not text|binary/i);
  expect(await recalled(app, 'What is the kestrel sculpture worth?')).toMatch(
    /inventory\.pdf[^\n]*page 2[\s\S]*4300 euros/i,
  );
  expect(await recalled(app, 'When does the caretaker come?')).toMatch(
    /contract\.docx[^\n]*Caretaker[\s\S]*second Thursday/,
  );

  writeFileSync(join(folder, 'notes.md'), '# Greenhouse\n\nThe pump has the number QR-9925 since May.\n');
  await app.cli(['documents', 'check']);
  await until('the change is read', async () =>
    (await recalled(app, 'number of the pump')).includes('QR-9925'),
  );
  expect(await recalled(app, 'number of the pump')).not.toContain('PX-4417');

  const [source] = await sources(app);
  expect((await app.cli(['documents', 'remove', source?.id ?? ''])).stdout).toBe('Removed.\n');
  expect(await recalled(app, 'What is the kestrel sculpture worth?')).not.toContain('4300 euros');
  expect(await app.stop()).toBe(0);
});

it('a death in the middle of reading a folder loses nothing and repeats nothing', async () => {
  const folder = newFolder();
  const count = 400;
  for (let number = 0; number < count; number += 1)
    writeFileSync(join(folder, `letter-${number}.md`), `# Letter ${number}\n\nSent on day ${number}.\n`);
  const world = await startWorld(lookingUp);
  const app = await startHeadless({ config: world.config, env: world.env });
  expect((await app.cli(['documents', 'add', folder])).code).toBe(0);
  await until('the first is read', async () => ((await sources(app))[0]?.ready ?? 0) > 0);
  await app.kill();

  const next = await startHeadless({ home: app.home, env: world.env });
  await allRead(next, count);
  const { documents, total } = await json<Documents>(next.cli(['documents', 'list', '--json']));
  expect(total).toBe(count);
  expect(documents.filter(({ passages }) => passages !== 1)).toEqual([]);
  expect(await next.stop()).toBe(0);
});

it('a known fact is among the first five after a restart, in another conversation and in other words', async () => {
  const world = await startWorld(lookingUp);
  const app = await startHeadless({ config: world.config, env: world.env });
  for (const fact of FACTS) await app.cli(['chat', `remember ${fact}`]);
  await until('all have a vector', async () => {
    const { waiting } = await json<MemoryProgress>(app.cli(['memory', 'progress', '--json']));
    return waiting === 0;
  });
  expect(await app.stop()).toBe(0);

  const next = await startHeadless({ home: app.home, env: world.env });
  for (const [question, answer] of ASKED) {
    const found = (await recalled(next, question)).split('\n').filter((line) => /^\d{4}-/.test(line));
    expect(found.slice(0, 5).join('\n'), question).toContain(answer);
  }
  expect(await next.stop()).toBe(0);
});

it('another model by setting: all is embedded anew there, with its own key, and without it words are searched', async () => {
  const server = await startEmbeddingServer({ apiKey: 'embedding-canary' });
  onTestFinished(() => server.close());
  const world = await startWorld(lookingUp);
  const app = await startHeadless({ config: world.config, env: world.env });
  for (const fact of FACTS.slice(0, 3)) await app.cli(['chat', `remember ${fact}`]);
  const progress = () => json<MemoryProgress>(app.cli(['memory', 'progress', '--json']));
  await until('all have a vector', async () => (await progress()).waiting === 0);
  await app.cli(['credentials', 'set', 'memory.embedding-key'], 'embedding-canary');
  const file = join(app.home, 'config.toml');
  const place = `provider = "openai-compatible"\nname = "words"\nbase_url = "${server.baseUrl}"\n`;
  appendFileSync(file, `\n[memory.embedding]\n${place}`);
  await until('all is made anew', async () => {
    const { waiting, meaningTrouble } = await progress();
    return meaningTrouble === null && waiting === 0 && server.texts().some((text) => text.includes('cello'));
  });
  expect(server.requests().every(({ headers }) => headers.authorization === 'Bearer embedding-canary')).toBe(
    true,
  );
  const asked = server.texts().length;
  expect(await recalled(app, 'cello on Thursdays')).toContain('Nina plays the cello');
  expect(server.texts().slice(asked)).toContain('cello on Thursdays');
  server.offline(true);
  const found = await recalled(app, 'the cello');
  expect(found).toContain('Nina plays the cello');
  expect(found).toContain('Searched by words only.');
  expect((await progress()).meaningTrouble).not.toBeNull();
  expect(app.stdout() + app.stderr() + found).not.toContain('embedding-canary');
  expect(await app.stop()).toBe(0);
});

it('what is remembered lasts, is corrected, moves to another profile, and is gone when it is forgotten', async () => {
  const world = await startWorld(lookingUp);
  const app = await startHeadless({ config: world.config, env: world.env });
  await app.cli(['chat', 'remember The spare key is with Mrs. Okonkwo.']);
  await app.cli(['chat', 'remember The boat is moored at pier 12.']);
  expect(await app.stop()).toBe(0);

  const next = await startHeadless({ home: app.home, env: world.env });
  const kept = (words: string, from = next) =>
    json<{ readonly memories: readonly MemoryView[] }>(from.cli(['memory', 'list', words, '--json'])).then(
      ({ memories }) => memories,
    );
  const key = (await kept('spare key')).find(({ kind }) => kind === 'fact');
  expect(key?.text).toBe('The spare key is with Mrs. Okonkwo.');
  await next.cli(['memory', 'edit', key?.id ?? '', 'The spare key is with Mr. Adeyemi.']);
  expect(await recalled(next, 'Who has the spare key?')).toContain('Mr. Adeyemi');
  expect((await next.cli(['memory', 'write'], 'Answers are short.\n')).stdout).toBe('Saved.\n');
  expect((await next.cli(['memory', 'page'])).stdout).toBe('Answers are short.\n');

  const { stdout: file } = await next.cli(['memory', 'export', 'markdown']);
  const other = await startHeadless({ config: world.config, env: world.env });
  expect((await other.cli(['memory', 'import'], file)).stdout).toContain('Nothing was changed');
  expect(await kept('boat', other)).toEqual([]);
  expect((await other.cli(['memory', 'import', '--yes'], file)).stdout).toMatch(/kept\.\n$/);
  expect((await kept('boat', other)).map(({ text }) => text)).toContain('The boat is moored at pier 12.');

  expect((await next.cli(['memory', 'forget', 'boat'])).stdout).toMatch(/goes {2}.*pier 12/);
  expect((await next.cli(['memory', 'forget', 'boat', '--yes'])).stdout).toMatch(/^Forgotten in \d+ places/);
  const after = await next.cli(['memory', 'export', 'json']);
  expect(after.stdout).toContain('Mr. Adeyemi');
  expect(after.stdout).not.toContain('pier 12');
  expect(await next.stop()).toBe(0);
  expect(await other.stop()).toBe(0);
});
