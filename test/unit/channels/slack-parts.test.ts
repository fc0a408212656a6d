// The small pure parts: marks of what was read, times, and addresses that Slack names.
import { describe, expect, it } from 'vitest';
import { isLater, justBefore } from '../../../src/main/adapters/channels/slack/ids.ts';
import { createMarks } from '../../../src/main/adapters/channels/slack/marks.ts';
import { isFileAddress, isSlackAddress } from '../../../src/main/adapters/channels/slack/slack-address.ts';

const CHAT = { chatId: 'C0GROUP01', threadId: null, kind: 'group' as const };
const at = (ts: string) => ({ ...CHAT, ts });

describe('times of messages', () => {
  it('are compared to the last decimal', () => {
    expect(isLater('1700000000.000101', '1700000000.000100')).toBe(true);
    expect(isLater('1700000000.000100', '1700000000.000100')).toBe(false);
    expect(isLater('1700000000.1', '1700000000.000100')).toBe(true);
    expect(justBefore('1700000000.000100')).toBe('1700000000.000099');
    expect(justBefore('1700000000.000000')).toBe('1699999999.999999');
  });
});

describe('marks', () => {
  it('move forward only, and come back from the cursor', () => {
    const marks = createMarks('T/U', null);
    marks.note(at('20.000000'));
    marks.note(at('10.000000'));
    marks.note({ chatId: 'D0ADA0001', threadId: '5.000000', kind: 'direct', ts: '7.000000' });
    expect(createMarks('T/U', marks.cursor()).all()).toEqual([
      at('20.000000'),
      { chatId: 'D0ADA0001', threadId: '5.000000', kind: 'direct', ts: '7.000000' },
    ]);
  });

  it('of another account count for nothing, nor does what is no cursor', () => {
    const marks = createMarks('T/U', null);
    marks.note(at('20.000000'));
    const broken = [
      '',
      'null',
      '{',
      '[]',
      '{"account":"T/U","chats":[["#x",null,"group","1.0"],["C0GROUP01",null,"group","x"],7]}',
    ];
    for (const cursor of [marks.cursor().replace('T/U', 'T/V'), ...broken])
      expect(createMarks('T/U', cursor).all()).toEqual([]);
  });

  it('stay before what could not be saved until it came', () => {
    const marks = createMarks('T/U', null);
    marks.note(at('10.000000'));
    marks.hold(at('20.000000'));
    marks.note(at('30.000000'));
    expect(marks.held()).toEqual([at('10.000000')]);
    marks.hold(at('5.000000'));
    expect(marks.held()).toEqual([at('4.999999')]);
    marks.hold({ ...at('7.000000'), chatId: 'C0GROUP02' });
    expect(marks.held()[1]).toEqual({ ...at('6.999999'), chatId: 'C0GROUP02' });
    for (const mark of marks.held()) marks.release(mark);
    expect(marks.held()).toEqual([]);
    expect(marks.all()[0]).toEqual(at('30.000000'));
  });

  it('are bounded, and the chats where something was said last stay', () => {
    const marks = createMarks('T/U', null);
    for (let index = 100; index < 350; index += 1)
      marks.note({ ...CHAT, chatId: `C0GROUP${index}`, ts: '1.000000' });
    expect(
      marks
        .all()
        .map(({ chatId }) => chatId)
        .slice(-1),
    ).toEqual(['C0GROUP349']);
    expect(marks.all()).toHaveLength(50);
  });
});

describe('addresses that Slack names', () => {
  const API = 'https://slack.com/api';

  it.each([
    ['wss://wss-primary.slack.com/link/?ticket=1', true],
    ['wss://slack.com/x', true],
    ['wss://wss.slack-gov.com/x', true],
    ['ws://wss-primary.slack.com/link', false],
    ['wss://slack.com.evil.example/link', false],
    ['wss://evilslack.com/link', false],
    ['wss://wss-primary.slack.com:8443/link', false],
    ['wss://slack.com@evil.example/link', false],
    ['wss://127.0.0.1/link', false],
    ['nonsense', false],
  ])('%s as a socket: %s', (address, fits) => {
    expect(isSlackAddress(address, API, 'wss:')).toBe(fits);
  });

  it('are those of a test server only where that is on this computer', () => {
    expect(isSlackAddress('ws://127.0.0.1:9/x', 'http://127.0.0.1:8/api', 'wss:')).toBe(true);
    expect(isSlackAddress('wss://wss-primary.slack.com/x', 'http://127.0.0.1:8/api', 'wss:')).toBe(false);
    expect(isSlackAddress('http://127.0.0.1:9/x', 'https://proxy.example/api', 'https:')).toBe(false);
  });

  it('of files are on the file server', () => {
    expect(isFileAddress('https://files.slack.com/files-pri/T1-F1/x', API)).toBe(true);
    for (const other of [
      'https://slack.com/x',
      'https://a.slack.com/x',
      'https://files.slack.com.evil.example/',
      'http://files.slack.com/',
    ])
      expect(isFileAddress(other, API), other).toBe(false);
  });
});
