// A profile with many memories in it, put into its own encrypted storage before the app starts: what was said over years,
// people and things with their ties, documents, an answer that used memories. Every id is made from a number.
import { captureEnvironment } from '../../src/main/adapters/secrets/vault/environment-secrets.ts';
import { foldName } from '../../src/main/domain/memory/entities/fold-name.ts';
import type { MemoryRow, Stores } from '../../src/main/domain/ports/stores.ts';
import { openProfile } from '../../src/main/profile.ts';
import { startHeadless } from './headless.ts';
import { runtime } from './runtime.ts';
import type { World } from './world.ts';

const DAY_MS = 86_400_000;
/** A little more than thirty a day. */
const APART_MS = DAY_MS / 32;
const DIMENSIONS = 384;
/** The local model's own name (adapters/embedding): with vectors of it there, nothing waits to be indexed. */
const MODEL = 'local:minilm-l6-v2';
const AT_ONCE = 5_000;

/** The number makes each text the only one of its kind. */
const SENTENCES: readonly ((number: number) => string)[] = [
  (number) => `Clara prefers trains to planes; her ticket ${number} to Porto is for the quiet coach.`,
  (number) => `Report ${number} for Hopper & Sons is due on the last Friday of the quarter.`,
  (number) => `Tom is Clara’s brother; he lives in Porto and has locker ${number} at the harbour.`,
  (number) => `Parcel ${number} is for the third floor. Coffee without sugar, and never after four.`,
  (number) =>
    `The landlord is called Mr. Almeida; his last letter has the number ${number}. Never write to him without asking first, because the contract is being renegotiated until the end of the year and anything in writing may count.`,
  (number) =>
    `Shall we talk about report ${number} on Tuesday at ten? Ada brings the figures, Grace the room, and the draft of the summary is still open.`,
  (number) => `The spare key, number ${number}, is with the neighbour on the second floor.`,
  (number) => `Ada’s birthday is on 12 March; order ${number} is her present.`,
];
const KINDS = ['fact', 'message', 'preference', 'event', 'message'] as const;

export const ADA = 'telegram:user:4242';

/** 26 characters; sorts by the number. */
export function seedId(number: number): string {
  return `01${String(number).padStart(24, '0')}`;
}

/** Fact number `at`, counted from the newest. */
export function seedText(at: number): string {
  const turned = at + 3 * Math.floor(at / SENTENCES.length);
  return SENTENCES[turned % SENTENCES.length]?.(60_000 - at) ?? '';
}

const CONVERSATION = seedId(900_001);
const TURN = seedId(900_003);

/** Past its first run, with `count` memories that have their vectors. */
export async function homeWithMemories(world: World, count: number): Promise<string> {
  const config = `${world.config}\n[memory]\nlearn_from = "nobody"\n`;
  const app = await startHeadless({ config, env: world.env });
  await (await app.connect()).call('settings', 'dismissFirstRun', {});
  await app.stop();
  const profile = await openProfile({
    home: app.home,
    isDevelopmentRuntime: runtime().kind === 'fallback',
    environment: captureEnvironment({}),
    passphrase: null,
    askPassphrase: null,
    usesKeychain: true,
    onFault: (cause) => {
      throw cause;
    },
  });
  const { stores } = profile.storage;
  stores.transaction(() => addStory(stores));
  for (let from = 0; from < count; from += AT_ONCE) {
    stores.transaction(() => addMemories(stores, from, Math.min(count, from + AT_ONCE)));
  }
  stores.transaction(() => addAround(stores));
  addVectors(stores);
  profile.storage.close();
  return app.home;
}

function memoryRow(at: number): MemoryRow {
  const isAda = at % 4 === 1;
  return {
    id: seedId(500_000 - at),
    scope: isAda ? ADA : 'owner',
    conversationId: at % 5 === 3 ? null : CONVERSATION,
    kind: KINDS[at % KINDS.length] ?? 'fact',
    speaker: isAda ? 'Ada' : 'You',
    messageId: null,
    text: seedText(at),
    taint: isAda
      ? { untrusted: true, private: true, sources: [{ kind: 'sender', label: ADA }] }
      : { untrusted: false, private: true, sources: [] },
    frameId: seedId(900_010),
    // Some weeks hold more than others, each memory being older than the one before.
    createdAt: Math.round(Date.now() - at * APART_MS - 8 * DAY_MS * Math.sin(at / 900) - DAY_MS / 24),
    documentId: null,
    place: null,
    state: at % 41 === 7 ? 'disabled' : 'kept',
    changedAt: null,
    replacedBy: null,
    sameKey: null,
    pinned: at % 53 === 2,
  };
}

function addMemories(stores: Stores, from: number, to: number): void {
  for (let at = from; at < to; at += 1) stores.memories.add(memoryRow(at));
}

/** A conversation with a question and an answer that used three memories. */
function addStory(stores: Stores): void {
  const now = Date.now();
  const actor = { kind: 'owner' } as const;
  const said = { conversationId: CONVERSATION, channelId: 'desktop' };
  stores.conversations.add({
    id: CONVERSATION,
    channelId: 'desktop',
    platform: 'desktop',
    chatKind: 'own',
    chatId: 'seeded',
    threadId: null,
    title: 'Quarterly report',
    senderId: null,
    workspace: null,
    createdAt: now - DAY_MS,
    lastAt: now - DAY_MS,
    preview: 'When is the report due?',
    isPrivate: false,
  });
  stores.messages.add({
    ...said,
    id: seedId(900_002),
    kind: 'text',
    senderId: null,
    senderName: null,
    actor,
    text: 'When is the report due, and who brings what?',
    platformMessageId: null,
    at: now - DAY_MS,
    frameId: seedId(900_010),
  });
  stores.turns.add({
    id: TURN,
    conversationId: CONVERSATION,
    messageId: seedId(900_002),
    state: 'done',
    causeFrameId: seedId(900_010),
    createdAt: now - DAY_MS,
    endedAt: now - DAY_MS + 2_000,
  });
  stores.steps.add({
    id: seedId(900_004),
    turnId: TURN,
    conversationId: CONVERSATION,
    position: 0,
    text: 'The report for **Hopper & Sons** is due on the last Friday of the quarter. Ada brings the figures, Grace the room.',
    providerState: null,
    modelLabel: 'scripted',
    inputTokens: null,
    outputTokens: null,
    endReason: 'end',
    at: now - DAY_MS + 1_000,
    frameId: seedId(900_010),
  });
  // All of it was taken in: the seeded memories are what it gave.
  stores.memoryProgress.put({
    conversationId: CONVERSATION,
    keptId: seedId(900_004),
    learnedId: seedId(900_004),
  });
}

const PEOPLE = [
  ['Clara Nunes', 'person'],
  ['Tom Nunes', 'person'],
  ['Porto', 'place'],
  ['Harbour Authority', 'organisation'],
  ['Hopper & Sons', 'organisation'],
  ['Quarterly report', 'project'],
  ['Ada Lovelace', 'person'],
  ['Grace Hopper', 'person'],
  ['Mr. Almeida', 'person'],
  ['Spare key', 'thing'],
  ['Lisbon', 'place'],
] as const;
const TIES = [
  [0, 'sister of', 1],
  [1, 'lives in', 2],
  [1, 'works at', 3],
  [0, 'works on', 5],
  [5, 'is written for', 4],
  [0, 'friend of', 6],
  [6, 'brings figures for', 5],
  [7, 'works with', 0],
  [8, 'landlord of', 0],
  [0, 'has', 9],
  [0, 'lives in', 10],
] as const;

/** People and things with their ties, documents, and what the answer used. */
function addAround(stores: Stores): void {
  const at = Date.now() - DAY_MS;
  for (const [place, [name, kind]] of PEOPLE.entries()) {
    stores.entities.add(
      { id: seedId(910_000 + place), scope: 'owner', kind, name, createdAt: at },
      foldName(name),
    );
    for (let tied = 0; tied < 40 - place * 3; tied += 1) {
      stores.entities.tie(seedId(500_000 - tied * 4), seedId(910_000 + place));
    }
  }
  for (const [from, relation, to] of TIES) {
    stores.entities.relate({
      fromId: seedId(910_000 + from),
      relation,
      toId: seedId(910_000 + to),
      memoryId: seedId(500_000),
    });
  }
  addDocuments(stores, at);
  stores.memoryUses.add(
    TURN,
    [0, 1, 5].map((used) => seedId(500_000 - used)),
  );
}

const LEFT_OUT = [
  'It is encrypted. Save it without a password, and it is read.',
  'It holds no text: it is a scan.',
  'It is larger than 64 MB, the most that is read of a PDF.',
];

/** A folder of files: most read, some left out with the reason, one gone. */
function addDocuments(stores: Stores, at: number): void {
  const sourceId = seedId(920_000);
  stores.documents.addSource({
    id: sourceId,
    path: '/home/ada/Papers',
    kind: 'folder',
    addedAt: at,
    listedAt: at,
  });
  for (let file = 0; file < 120; file += 1) {
    const state = file % 17 === 5 ? 'left-out' : file === 40 ? 'missing' : 'ready';
    stores.documents.put({
      id: seedId(920_100 + file),
      sourceId,
      path: `/home/ada/Papers/Contract ${file}.pdf`,
      name: `Contract ${file}.pdf`,
      format: 'pdf',
      state,
      note:
        state === 'left-out'
          ? (LEFT_OUT[file % LEFT_OUT.length] ?? null)
          : state === 'missing'
            ? 'The file is gone. What it said stays until you remove it.'
            : null,
      bytes: (12_000 + file * 37_000) * (state === 'left-out' && file % 3 === 2 ? 1_200 : 1),
      changedAt: at - file * DAY_MS,
      sha256: null,
      passages: state === 'left-out' ? 0 : 3 + (file % 40),
      readAt: at,
      frameId: null,
    });
  }
}

/** Of length one, and nothing else: what is near to what does not matter here. */
function addVectors(stores: Stores): void {
  const model = stores.vectors.model(MODEL).number;
  for (;;) {
    const waiting = stores.vectors.waiting(model, AT_ONCE);
    if (waiting.length === 0) return;
    stores.vectors.keep(
      model,
      waiting.map(({ position, text }) => {
        const vector = new Float32Array(DIMENSIONS);
        vector[position % DIMENSIONS] = 1;
        return { position, text, vector };
      }),
    );
  }
}
