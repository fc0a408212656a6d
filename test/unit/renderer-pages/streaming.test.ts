// The open conversation while text streams: once a frame, nothing twice, nothing lost.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatApi } from '../../../src/contracts/surfaces.ts';
import { createTextBatch, type StreamPiece } from '../../../src/renderer/stores/text-batch.ts';
import { createTranscript, type Transcript } from '../../../src/renderer/stores/transcript.ts';
import { CONVERSATION, conversation, idOf, message } from './samples.ts';

type Opened = Awaited<ReturnType<ChatApi['conversations']['open']>>;

const TURN = idOf(900);
const piece = (stepId: string, text: string): StreamPiece => ({
  conversationId: CONVERSATION,
  turnId: TURN,
  stepId,
  text,
});

describe('text between frames', () => {
  it('is drawn once a frame, however many pieces come', () => {
    const frames = frameQueue();
    const drawn: (readonly StreamPiece[])[] = [];
    const batch = createTextBatch(frames.next, (pieces) => drawn.push(pieces));
    for (const text of ['a', 'b', 'c']) batch.add(piece(idOf(1), text));
    batch.add(piece(idOf(2), 'x'));
    expect(drawn).toEqual([]);
    frames.run();
    batch.add(piece(idOf(2), 'y'));
    frames.run();
    frames.run();
    expect(drawn).toEqual([[piece(idOf(1), 'abc'), piece(idOf(2), 'x')], [piece(idOf(2), 'y')]]);
  });

  it('is whole and in order whatever the frames do', () => {
    const move = fc.oneof(fc.string({ minLength: 1, maxLength: 3 }), fc.constant(null));
    fc.assert(
      fc.property(fc.array(move), (moves) => {
        const frames = frameQueue();
        let text = '';
        const batch = createTextBatch(frames.next, (pieces) => {
          for (const one of pieces) text += one.text;
        });
        for (const one of moves) {
          if (one === null) frames.run();
          else batch.add(piece(idOf(1), one));
        }
        batch.flushNow();
        expect(text).toBe(moves.filter((one) => one !== null).join(''));
      }),
    );
  });

  it('of a step that has its final text is dropped', () => {
    const frames = frameQueue();
    const drawn: StreamPiece[] = [];
    const batch = createTextBatch(frames.next, (pieces) => drawn.push(...pieces));
    batch.add(piece(idOf(1), 'late'));
    batch.drop(idOf(1));
    frames.run();
    expect(drawn).toEqual([]);
  });
});

describe('the open conversation', () => {
  it('what came before the answer is in the answer, and is not added to it', async () => {
    const { transcript, frames, reply } = opened();
    const opening = transcript.open(CONVERSATION);
    transcript.addText(piece(idOf(5), 'Hel'));
    reply({ items: [message(1, 'Hi', 'person')], streaming: { turnId: TURN, stepId: idOf(5), text: 'Hel' } });
    await opening;
    frames.run();
    transcript.addText(piece(idOf(5), 'lo'));
    frames.run();
    expect(transcript.store.getState().streaming?.text).toBe('Hello');
  });

  it('the finished step takes the place of the streamed text, and is said once', async () => {
    const { transcript, frames } = await ready();
    transcript.addText(piece(idOf(5), 'Hel'));
    frames.run();
    transcript.addText(piece(idOf(5), 'lo'));
    transcript.applyItem(CONVERSATION, message(5, 'Hello'));
    frames.run();
    const { streaming, items, lastSaid } = transcript.store.getState();
    expect([streaming, items.map((item) => item.id), lastSaid]).toEqual([null, [idOf(5)], 'Hello']);
    transcript.addText(piece(idOf(5), 'late'));
    frames.run();
    expect(transcript.store.getState().streaming).toBeNull();
  });

  it('the end of a turn ends what streamed of it', async () => {
    const { transcript } = await ready();
    transcript.addText(piece(idOf(5), 'Half a'));
    transcript.endTurn(CONVERSATION, TURN);
    expect(transcript.store.getState().streaming).toBeNull();
  });

  it('what belongs to another conversation changes nothing', async () => {
    const { transcript, frames } = await ready();
    const before = transcript.store.getState();
    transcript.applyItem(idOf(77), message(6, 'Elsewhere'));
    transcript.addText({ ...piece(idOf(7), 'Elsewhere'), conversationId: idOf(77) });
    frames.run();
    expect(transcript.store.getState()).toBe(before);
  });

  it('an answer to a conversation that was left meanwhile is not shown', async () => {
    const { transcript, reply } = opened();
    const first = transcript.open(CONVERSATION);
    const left = transcript.open(idOf(77));
    reply({ items: [message(1, 'Old')] });
    reply({ items: [message(2, 'New')] });
    await Promise.all([first, left]);
    expect(transcript.store.getState().items.map((item) => item.id)).toEqual([idOf(2)]);
  });

  it('an earlier page stands before what is there, without doubles', async () => {
    const { transcript, reply } = opened();
    const opening = transcript.open(CONVERSATION);
    reply({ items: [message(3, 'c'), message(4, 'd')], hasEarlier: true });
    await opening;
    const earlier = transcript.loadEarlier();
    const again = transcript.loadEarlier();
    reply({ items: [message(1, 'a'), message(2, 'b')] });
    await Promise.all([earlier, again]);
    const { items, hasEarlier } = transcript.store.getState();
    expect([items.map((item) => item.id), hasEarlier]).toEqual([[1, 2, 3, 4].map(idOf), false]);
  });

  it('a failed reading says why', async () => {
    const api = { open: () => Promise.reject(new Error('gone')) } as unknown as ChatApi['conversations'];
    const transcript = createTranscript({ conversations: api }, frameQueue().next);
    await transcript.open(CONVERSATION);
    const { loading, problem } = transcript.store.getState();
    expect([loading, problem]).toEqual(['failed', expect.stringContaining('did not answer')]);
  });
});

function frameQueue(): { next: (run: () => void) => void; run: () => void } {
  let waiting: (() => void)[] = [];
  return {
    next: (run) => waiting.push(run),
    run: () => {
      const now = waiting;
      waiting = [];
      for (const run of now) run();
    },
  };
}

/** A transcript whose `open` answers when told to, in the order of the calls. */
function opened(): {
  transcript: Transcript;
  frames: ReturnType<typeof frameQueue>;
  reply: (part: Partial<Opened>) => void;
} {
  const frames = frameQueue();
  const answers: ((value: Opened) => void)[] = [];
  const conversations = {
    open: () => new Promise<Opened>((resolve) => answers.push(resolve)),
  } as unknown as ChatApi['conversations'];
  return {
    transcript: createTranscript({ conversations }, frames.next),
    frames,
    reply: (part) =>
      answers.shift()?.({
        conversation: conversation(1),
        items: [],
        hasEarlier: false,
        streaming: null,
        ...part,
      }),
  };
}

async function ready(): Promise<ReturnType<typeof opened>> {
  const all = opened();
  const opening = all.transcript.open(CONVERSATION);
  all.reply({});
  await opening;
  return all;
}
