// The small decisions of the chat window's pages: keys, words, filters, and that it never offers to allow.
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { FRAME_KINDS, type FrameView } from '../../../src/contracts/activity.ts';
import { channelName } from '../../../src/contracts/platform-names.ts';
import { verificationSentence } from '../../../src/renderer/pages/activity/activity-page.tsx';
import { Story } from '../../../src/renderer/pages/activity/frame-row.tsx';
import { groupOf, KIND_GROUPS, kindsOf } from '../../../src/renderer/pages/activity/kind-groups.ts';
import { Item } from '../../../src/renderer/pages/conversations/transcript-items.tsx';
import { idsIn } from '../../../src/renderer/pages/settings/text-setting.tsx';
import { placeAfter } from '../../../src/renderer/pages/shell/list-keys.ts';
import { pageKey } from '../../../src/renderer/pages/shell/page-keys.ts';
import { idOf, message } from './samples.ts';

const nothing = () => undefined;
const PRESS = { key: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

describe('keys', () => {
  it('1 to 5 go to the pages, N begins, K finds, and only with the modifier of the system', () => {
    const withCtrl = ['1', '2', '3', '4', '5', 'n', 'K', '6'].map((key) =>
      pageKey({ ...PRESS, key, ctrlKey: true }, 'other'),
    );
    expect(withCtrl).toEqual([
      { kind: 'page', page: 'conversations' },
      { kind: 'page', page: 'waiting' },
      { kind: 'page', page: 'memory' },
      { kind: 'page', page: 'activity' },
      { kind: 'page', page: 'settings' },
      { kind: 'new-conversation', isPrivate: false },
      { kind: 'find' },
      null,
    ]);
    expect(pageKey({ ...PRESS, key: 'N', ctrlKey: true, shiftKey: true }, 'other')).toEqual({
      kind: 'new-conversation',
      isPrivate: true,
    });
    expect(pageKey({ ...PRESS, key: '1', ctrlKey: true, shiftKey: true }, 'other')).toBeNull();
    expect(pageKey({ ...PRESS, key: 'n' }, 'other')).toBeNull();
    expect(pageKey({ ...PRESS, key: '1', ctrlKey: true, altKey: true }, 'other')).toBeNull();
    expect(pageKey({ ...PRESS, key: '1', metaKey: true }, 'mac')).toEqual({
      kind: 'page',
      page: 'conversations',
    });
  });

  it('arrows stop at the ends of a list', () => {
    const moves = [
      placeAfter('ArrowDown', -1, 3),
      placeAfter('ArrowUp', -1, 3),
      placeAfter('ArrowDown', 2, 3),
      placeAfter('ArrowUp', 0, 3),
      placeAfter('End', 0, 3),
      placeAfter('Home', 2, 3),
      placeAfter('Home', -1, 3),
      placeAfter('a', 1, 3),
      placeAfter('ArrowDown', 0, 0),
    ];
    expect(moves).toEqual([0, 2, 2, 0, 2, 0, null, null, null]);
  });
});

describe('the transcript', () => {
  const call = (state: 'waiting' | 'denied') =>
    renderToStaticMarkup(
      <Item
        item={{
          kind: 'tool-call',
          id: idOf(1),
          turnId: idOf(2),
          at: '2026-03-12T10:00:00.000Z',
          tool: 'run_command',
          summary: 'rm -r drafts',
          inputText: '{}',
          state,
          decision: null,
          approvalId: idOf(3),
          outputText: null,
        }}
        agent="Sallyport"
        chatKind="own"
        openLink={nothing}
        review={nothing}
      />,
    );

  it('a call that waits can be reviewed there and not allowed', () => {
    expect(call('waiting')).toContain('Review');
    expect(call('waiting')).not.toMatch(/<button[^>]*>(?:(?!<\/button>).)*Allow/);
    expect(call('denied')).not.toContain('Review');
  });

  it('what people and Sallyport say is plain text; only the agent writes Markdown', () => {
    const said = (author: 'agent' | 'person') =>
      renderToStaticMarkup(
        <Item
          item={message(1, '**loud** <img src=x>', author)}
          agent="Sallyport"
          chatKind="direct"
          openLink={nothing}
          review={nothing}
        />,
      );
    expect(said('person')).toContain('**loud** &lt;img src=x&gt;');
    expect(said('agent')).toContain('<strong>loud</strong>');
    expect(said('agent')).not.toContain('<img');
  });
});

describe('activity', () => {
  it('every kind of frame belongs to exactly one group', () => {
    const grouped = Object.values(KIND_GROUPS).flatMap(({ kinds }) => [...kinds]);
    expect([...grouped].sort()).toEqual([...FRAME_KINDS].sort());
  });

  it('a group and its kinds name each other', () => {
    expect([groupOf(kindsOf('tools')), groupOf(kindsOf('all')), groupOf(null)]).toEqual([
      'tools',
      'all',
      'all',
    ]);
  });

  it('what the verification found is said with what to do', () => {
    expect(verificationSentence({ kind: 'intact', frames: 3, headId: null })).toContain('all 3 steps');
    const broken = verificationSentence({
      kind: 'broken',
      frames: 3,
      firstBrokenId: idOf(2),
      reason: 'It was changed.',
    });
    expect(broken).toBe(
      `Broken at step ${idOf(2)}: It was changed. Keep a copy of the profile folder before you do anything else.`,
    );
  });

  it('a story is told from its beginning, each step below the one that caused it', () => {
    const frames = ['First.', 'Second.', 'Third.'].map((sentence) => ({
      id: sentence,
      sentence,
      at: '2026-03-12T10:00:00.000Z',
    }));
    const markup = renderToStaticMarkup(<Story frames={frames as unknown as FrameView[]} />);
    expect(markup).toMatch(/<ol[^>]*><li[^>]*>First\..*<\/li><li[^>]*>Second\..*<\/li><li[^>]*>Third\./);
  });
});

describe('words', () => {
  it('a channel has the name of its platform and of its account', () => {
    expect([channelName('desktop'), channelName('telegram'), channelName('telegram:work')]).toEqual([
      'This computer',
      'Telegram',
      'Telegram (work)',
    ]);
  });

  it('ids are taken one a line or parted by commas, each once', () => {
    expect(idsIn(' 42,\n-100123  42\n')).toEqual(['42', '-100123']);
  });
});
