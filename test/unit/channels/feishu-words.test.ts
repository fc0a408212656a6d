// Words both ways on Feishu: Markdown as rich text, and what received messages say.
import { describe, expect, it } from 'vitest';
import { contentsOf } from '../../../src/main/adapters/channels/feishu/contents.ts';
import { emojiOf } from '../../../src/main/adapters/channels/feishu/emoji.ts';
import { isOfPlatform } from '../../../src/main/adapters/channels/feishu/endpoint.ts';
import { wordsContent } from '../../../src/main/adapters/channels/feishu/message-content.ts';
import {
  paragraphsOfPart,
  plainTextOf,
  renderForFeishu,
} from '../../../src/main/adapters/channels/feishu/post.ts';

const elements = (markdown: string): unknown =>
  renderForFeishu(markdown).flatMap((part) => JSON.parse(part.body));

describe('a reply on Feishu', () => {
  it.each([
    ['**bold**', [[{ tag: 'text', text: 'bold', style: ['bold'] }]]],
    [
      '~~no~~ *it*',
      [
        [
          { tag: 'text', text: 'no', style: ['lineThrough'] },
          { tag: 'text', text: ' ' },
          { tag: 'text', text: 'it', style: ['italic'] },
        ],
      ],
    ],
    ['[w](https://example.org/a)', [[{ tag: 'a', text: 'w', href: 'https://example.org/a' }]]],
    [
      'one\n\ntwo',
      [[{ tag: 'text', text: 'one' }], [{ tag: 'text', text: ' ' }], [{ tag: 'text', text: 'two' }]],
    ],
    ['```ts\nlet x;\n```', [[{ tag: 'code_block', text: 'let x;', language: 'TYPESCRIPT' }]]],
    ['```brainfuck\n+\n```', [[{ tag: 'code_block', text: '+' }]]],
    [
      '<at user_id="all"></at>',
      [
        [
          { tag: 'text', text: '<at user_id="all">' },
          { tag: 'text', text: '</at>' },
        ],
      ],
    ],
    [
      '[x](javascript:alert)',
      [
        [
          { tag: 'text', text: 'x' },
          { tag: 'text', text: ' (javascript:alert)' },
        ],
      ],
    ],
  ])('%j is made of elements', (markdown, expected) => {
    expect(elements(markdown)).toEqual(expected);
  });

  it('keeps its words around a block of code', () => {
    const [part] = renderForFeishu('Before\n```js\na\nb\n```\nAfter');
    expect(part === undefined ? null : plainTextOf(paragraphsOfPart(part)).replace(/\s+/g, ' ')).toBe(
      'Before a b After',
    );
  });

  it('stays within the bytes of a request, whatever signs it is made of', () => {
    for (const sign of ['"', '漢', '\\', '**"** ']) {
      const parts = renderForFeishu(sign.repeat(12_000));
      const bytes = parts.map((part) =>
        Buffer.byteLength(JSON.stringify(wordsContent(part, { chatId: 'x', threadId: null }))),
      );
      expect(Math.max(...bytes), sign).toBeLessThan(30 * 1024);
    }
  });

  it('has no parts where there is nothing to see', () => {
    expect(['', ' \n '].map(renderForFeishu)).toEqual([[], []]);
  });

  it('shows the words of a card as they are, and sends back where it was pressed', () => {
    const part = {
      body: '**x** <at id=all></at>',
      format: 'plain' as const,
      buttons: [{ label: 'Yes', data: 'y' }],
    };
    const { content } = wordsContent(part, { chatId: 'oc_1', threadId: 'om_topic' });
    expect(JSON.parse(content)).toEqual({
      config: { update_multi: true, wide_screen_mode: true },
      elements: [
        { tag: 'div', text: { tag: 'plain_text', content: '**x** <at id=all></at>' } },
        {
          tag: 'action',
          actions: [
            {
              tag: 'button',
              type: 'default',
              text: { tag: 'plain_text', content: 'Yes' },
              value: { data: 'y', thread: 'om_topic' },
            },
          ],
        },
      ],
    });
  });
});

describe('a message on Feishu', () => {
  const read = (type: string, content: unknown, mentions: object[] = []) =>
    contentsOf({
      message_id: 'om_1234',
      chat_id: 'oc_1234',
      chat_type: 'p2p',
      message_type: type,
      content: typeof content === 'string' ? content : JSON.stringify(content),
      mentions: mentions as [],
    });

  it('shows the names of those whom it mentions, once, also where a name looks like a key', () => {
    const mentions = [
      { key: '@_user_1', name: '@_user_2' },
      { key: '@_user_2', name: 'Eve' },
    ];
    expect(read('text', { text: '@_user_1 and @_user_2 and @_user_10 @_all' }, mentions)?.text).toBe(
      '@@_user_2 and @Eve and @_user_10 @all',
    );
  });

  it('reads rich text with its links, mentions and pictures', () => {
    const content = {
      title: 'Plan',
      content: [
        [
          { tag: 'text', text: 'see ' },
          { tag: 'a', text: 'this', href: 'https://example.org' },
          { tag: 'at', user_id: '@_user_1' },
        ],
        [{ tag: 'img', image_key: 'img_v3_1' }],
        [{ tag: 'emotion', emoji_type: 'SMILE' }, null, 7],
      ],
    };
    expect(read('post', content, [{ key: '@_user_1', name: 'Eve' }])).toEqual({
      text: 'Plan\nsee this (https://example.org)@Eve\n[photo]\n:SMILE:',
      quoted: false,
      attachments: [
        { kind: 'image', name: null, mediaType: null, sizeBytes: null, reference: 'om_1234/image/img_v3_1' },
      ],
    });
  });

  it.each([
    ['interactive', '[card]'],
    ['merge_forward', '[forwarded messages]'],
  ])('of the type %s is not in the words of its sender', (type, text) => {
    expect(read(type, { any: 'thing' })).toEqual({ text, attachments: [], quoted: true });
  });

  it.each([
    ['image', { image_key: 'img_1' }, '[photo]', 'om_1234/image/img_1'],
    ['file', { file_key: 'file_1', file_name: 'a.pdf' }, '[document]', 'om_1234/file/file_1'],
    ['audio', { file_key: 'file_1', duration: 3 }, '[voice message]', 'om_1234/file/file_1'],
    ['media', { file_key: 'file_1', image_key: 'img_1' }, '[video]', 'om_1234/file/file_1'],
  ])('of the type %s lists what is attached', (type, content, text, reference) => {
    expect(read(type, content)).toMatchObject({ text, attachments: [{ reference }] });
  });

  it('lists nothing under a key that could change an address', () => {
    expect(read('image', { image_key: '../../x?y' })).toMatchObject({ text: '[photo]', attachments: [] });
  });

  it.each([
    ['text', 'no json'],
    ['text', { text: ' ' }],
    ['post', { content: 'x' }],
    ['system', { template: 'x' }],
    ['constructor', {}],
  ])('of the type %s with %j says nothing', (type, content) => {
    expect(read(type, content)).toBeNull();
  });

  it('shows reactions as the emoji that people see', () => {
    expect(['THUMBSUP', 'Typing', 'constructor', 'x y'].map(emojiOf)).toEqual([
      '👍',
      ':Typing:',
      ':constructor:',
      '[emoji]',
    ]);
  });
});

describe('the address of a long connection', () => {
  it.each([
    ['wss://msg-frontier.feishu.cn/ws/v2?x=1', 'https://open.feishu.cn', true],
    ['wss://msg-frontier-sg.larksuite.com/ws/v2', 'https://open.larksuite.com', true],
    ['ws://127.0.0.1:9/ws', 'http://127.0.0.1:8', true],
    ['wss://gateway.example.com/ws', 'https://gateway.example.com', true],
    ['ws://msg-frontier.feishu.cn/ws/v2', 'https://open.feishu.cn', false],
    ['wss://feishu.cn.evil.example/ws', 'https://open.feishu.cn', false],
    ['wss://evilfeishu.cn/ws', 'https://open.feishu.cn', false],
    ['wss://msg.larksuite.com/ws', 'https://open.feishu.cn', false],
    ['wss://other.example.com/ws', 'https://gateway.example.com', false],
    ['wss://127.0.0.1/ws', 'https://open.feishu.cn', false],
    ['wss://user:pass@msg-frontier.feishu.cn/ws', 'https://open.feishu.cn', false],
    ['https://msg-frontier.feishu.cn/ws', 'https://open.feishu.cn', false],
    ['nonsense', 'https://open.feishu.cn', false],
  ])('%s after asking %s: %s', (address, apiRoot, expected) => {
    expect(isOfPlatform(address, apiRoot)).toBe(expected);
  });
});
