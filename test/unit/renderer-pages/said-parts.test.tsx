// Under what was said: files as rows of plain words, and what did not arrive with what one can do about it.
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand';
import type { AttachmentView, TranscriptItem } from '../../../src/contracts/conversations.ts';
import type { UndeliveredView } from '../../../src/contracts/outbox.ts';
import { Item } from '../../../src/renderer/pages/conversations/transcript-items.tsx';
import { Undelivered } from '../../../src/renderer/pages/waiting/undelivered.tsx';
import { AppProvider, type ChatApp } from '../../../src/renderer/stores/chat-stores.ts';
import { idOf, message } from './samples.ts';

const PART: UndeliveredView = {
  id: idOf(9),
  itemId: idOf(1),
  conversationId: idOf(2),
  conversationTitle: 'Ada\u202e',
  channelId: 'telegram',
  state: 'failed',
  preview: 'The <b>answer</b>',
  fileName: null,
  reason: 'They blocked the bot.',
  at: '2026-03-12T10:00:00.000Z',
};

const FILE: AttachmentView = {
  ...{
    id: idOf(5),
    kind: 'image',
    name: 'photo\u202egpj.exe',
    mediaType: 'image/jpeg',
    sizeBytes: 2_621_440,
  },
  ...{ state: 'here', path: 'attachments/photo.jpg', reason: null },
};

function within(undelivered: readonly UndeliveredView[], drawn: React.ReactNode): string {
  const app = { waiting: { store: createStore(() => ({ undelivered })) } } as unknown as ChatApp;
  return renderToStaticMarkup(<AppProvider value={app}>{drawn}</AppProvider>);
}

function item(change: Partial<Extract<TranscriptItem, { kind: 'message' }>>, parts = [PART]): string {
  const sample = message(1, 'x');
  if (sample.kind !== 'message') throw new Error('a message');
  const nothing = (): void => undefined;
  return within(
    parts,
    <Item
      item={{ ...sample, id: idOf(1), ...change }}
      agent="Sallyport"
      chatKind="direct"
      openLink={nothing}
      review={nothing}
    />,
  );
}

describe('an item of the transcript', () => {
  it('says of its delivery in words how it went', () => {
    const words = (['pending', 'sent', 'failed', 'uncertain'] as const).map((delivery) =>
      item({ delivery }, []),
    );
    for (const [at, word] of ['Sending', 'Sent', 'Not sent', 'May have been sent'].entries())
      expect(words[at]).toContain(`${word}</span>`);
  });

  it('that did not arrive says why and can be sent again; another item’s parts do not stand there', () => {
    expect(item({ delivery: 'failed' })).toContain('They blocked the bot.');
    expect(item({ delivery: 'failed' })).toMatch(/>Send again<.*>Dismiss</s);
    expect(item({ delivery: 'failed' }, [{ ...PART, itemId: idOf(7) }])).not.toContain('Send again');
    expect(item({ delivery: 'sent' })).not.toContain('Send again');
  });

  it('that may have arrived is not sent with one press', () => {
    const drawn = item({ delivery: 'uncertain' }, [{ ...PART, state: 'uncertain' }]);
    expect(drawn).toContain('>Send again…<');
    expect(drawn).not.toContain('Send it all the same');
  });

  it('shows its files by name, type and size, as words and with nothing hidden', () => {
    const drawn = item({ attachments: [FILE] });
    expect(drawn).toContain('photo\\u{202e}gpj.exe');
    expect(drawn).toContain('image/jpeg, 2.5 MB');
    expect(drawn).toContain('attachments/photo.jpg');
    expect(drawn).not.toMatch(/<img|<a |src=|\u202e/);
    const missed = { ...FILE, state: 'missed', path: null, reason: 'It was deleted.' } as const;
    expect(item({ attachments: [missed] })).toContain('Not here. It was deleted.');
    expect(item({ attachments: [{ ...FILE, state: 'waiting', path: null }] })).toContain('Being fetched');
  });
});

describe('the list of what did not arrive', () => {
  it('says where, why and when, in plain text; and nothing where all arrived', () => {
    const drawn = within([], <Undelivered parts={[PART, { ...PART, id: idOf(8), state: 'uncertain' }]} />);
    expect(drawn).toContain('Not sent to Ada');
    expect(drawn).toContain('May not have arrived');
    expect(drawn).toContain('The &lt;b&gt;answer&lt;/b&gt;');
    expect(drawn).not.toContain('\u202e');
    expect(within([], <Undelivered parts={[]} />)).toBe('');
  });
});
