// The data set of the relevance measurement: hand-written scenes become long conversations, with the questions whose
// answers stand in them. Each scene comes in two variants with other names and numbers, in two conversations, so that
// every question has a near miss; small talk about the same things stands between. The same numbers give the same set.
//   conversations/*.txt → scenes → six conversations over a year → messages, questions
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SaidMessage {
  readonly id: string;
  readonly conversation: string;
  readonly speaker: string;
  readonly text: string;
  readonly at: number;
}

export interface AskedQuestion {
  readonly text: string;
  /** Ids of messages; one of them found is an answer found. */
  readonly answers: readonly string[];
  /** Scenes are held out whole: both variants of one are on the same side. */
  readonly part: 'train' | 'test';
  readonly scene: string;
}

export interface DataSet {
  readonly messages: readonly SaidMessage[];
  readonly questions: readonly AskedQuestion[];
  /** When the questions are asked. */
  readonly now: number;
}

interface Scene {
  readonly name: string;
  readonly slots: ReadonlyMap<string, readonly string[]>;
  readonly lines: readonly { readonly who: 'P' | 'Q'; readonly text: string }[];
  readonly questions: readonly { readonly text: string; readonly answers: readonly number[] }[];
}

const FOLDER = join(import.meta.dirname, 'conversations');
const SMALL_TALK = 'small-talk.txt';
/** What varies in small talk: one list a line. */
const VARIATIONS = 'variations.list';
const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const PAIRS = [
  ['Alex', 'Mara'],
  ['Alex', 'Jonas'],
  ['Priya', 'Alex'],
  ['Alex', 'Wanda'],
  ['Tomo', 'Alex'],
  ['Alex', 'Sallyport'],
] as const;
const BEGIN = Date.UTC(2025, 9, 1, 7);
const DAY_MS = 86_400_000;
const DAYS = 400;
const SMALL_TALK_A_DAY = 0.22;
/** How many lines of small talk begin and end with something more. */
const WITH_OPENER = 0.4;
const WITH_TAIL = 0.6;

/** @param seed another one mixes the same scenes in another order */
export function makeDataSet(seed = 7): DataSet {
  const random = seeded(seed);
  const files = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.txt'))
    .sort();
  const scenes = files.filter((file) => file !== SMALL_TALK).flatMap(readScenes);
  const talk = readScenes(SMALL_TALK);
  const fill = readFill();
  const messages: SaidMessage[] = [];
  const questions: AskedQuestion[] = [];

  const say = (conversation: number, scene: Scene, at: number, slots: ReadonlyMap<string, string>) => {
    const [p, q] = PAIRS[conversation] ?? PAIRS[0];
    const fill = (text: string) => filled(text, new Map([...slots, ['P', p], ['Q', q]]));
    const ids = scene.lines.map(({ who, text }, index) => {
      const id = `${scene.name}/${conversation}/${messages.length}`;
      const speaker = who === 'P' ? p : q;
      messages.push({
        id,
        conversation: `c${conversation}`,
        speaker,
        text: fill(text),
        at: at + index * 47_000,
      });
      return id;
    });
    return { ids, fill };
  };

  scenes.forEach((scene, number) => {
    const first = Math.floor(random() * PAIRS.length);
    const part = number % 2 === 0 ? 'train' : 'test';
    for (const variant of [0, 1]) {
      const conversation = (first + variant * (1 + Math.floor(random() * (PAIRS.length - 1)))) % PAIRS.length;
      const at = BEGIN + Math.floor(random() * DAYS) * DAY_MS + Math.floor(random() * 12) * 3_600_000;
      const month = MONTHS[new Date(at).getUTCMonth()] ?? '';
      const slots = new Map([...scene.slots].map(([name, values]) => [name, values[variant] ?? '']));
      slots.set('said', `in ${month} ${new Date(at).getUTCFullYear()}`);
      const { ids, fill } = say(conversation, scene, at, slots);
      for (const question of scene.questions) {
        const answers = question.answers.map((line) => ids[line - 1] ?? '');
        questions.push({ text: fill(question.text), answers, part, scene: scene.name });
      }
    }
  });
  // Numbers of its own: another scene does not change what is said beside it.
  const chance = seeded(seed + 1);
  const drawn = <T>(items: readonly T[]): T => items[Math.floor(chance() * items.length)] as T;
  for (let conversation = 0; conversation < PAIRS.length; conversation += 1) {
    for (let day = 0; day < DAYS; day += 1) {
      if (chance() > SMALL_TALK_A_DAY) continue;
      const scene = drawn(talk);
      const lines = scene.lines.map(({ who, text }) => {
        const opener = chance() < WITH_OPENER ? `${drawn(fill.get('opener') ?? [])} ` : '';
        const tail = chance() < WITH_TAIL ? ` ${drawn(fill.get('tail') ?? [])}` : '';
        const slots = new Map([...fill].map(([name, values]) => [name, drawn(values)]));
        return { who, text: filled(filled(`${opener}${text}${tail}`, slots), slots) };
      });
      const slots = new Map([...fill].map(([name, values]) => [name, drawn(values)]));
      say(
        conversation,
        { ...scene, lines },
        BEGIN + day * DAY_MS + Math.floor(chance() * 720) * 60_000,
        slots,
      );
    }
  }
  messages.sort((a, b) => a.at - b.at);
  return { messages, questions, now: BEGIN + (DAYS + 1) * DAY_MS };
}

function readFill(): ReadonlyMap<string, readonly string[]> {
  const lines = readFileSync(join(FOLDER, VARIATIONS), 'utf8').trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [name = '', values = ''] = line.split(' = ');
      return [name, values.split(' | ')];
    }),
  );
}

function readScenes(file: string): readonly Scene[] {
  const blocks = readFileSync(join(FOLDER, file), 'utf8').trim().split(/\n\n+/);
  return blocks.map((block, number) => {
    const slots = new Map<string, readonly string[]>();
    const lines: { who: 'P' | 'Q'; text: string }[] = [];
    const questions: { text: string; answers: number[] }[] = [];
    for (const line of block.split('\n')) {
      const slot = /^\$(\w+) = (.+)$/.exec(line);
      const said = /^([PQ]): (.+)$/.exec(line);
      const asked = /^\? (.+) => ([\d ]+)$/.exec(line);
      if (slot !== null) slots.set(slot[1] ?? '', (slot[2] ?? '').split(' | '));
      else if (said !== null) lines.push({ who: said[1] as 'P' | 'Q', text: said[2] ?? '' });
      else if (asked !== null)
        questions.push({ text: asked[1] ?? '', answers: (asked[2] ?? '').trim().split(' ').map(Number) });
      else throw new Error(`${file}, scene ${number + 1}: "${line}" is none of the four kinds of line.`);
    }
    return { name: `${file.replace('.txt', '')} ${number + 1}`, slots, lines, questions };
  });
}

function filled(text: string, slots: ReadonlyMap<string, string>): string {
  return text.replace(/\$(\w+)/g, (whole, name: string) => slots.get(name) ?? whole);
}

/** Numbers from 0 to 1 that are the same each time. Source: mulberry32, T. Ettinger, public domain. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
