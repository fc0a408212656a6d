// A host that may be read is no way out: on somebody's words only addresses that others wrote are read unasked.
import { expect, test } from 'vitest';
import type { Taint } from '../../../../src/contracts/effects.ts';
import { configSchema } from '../../../../src/contracts/settings.ts';
import { createJudge } from '../../../../src/main/domain/gate/rules/judge.ts';
import { isWrittenAddress } from '../../../../src/main/domain/gate/rules/written-address.ts';
import { CLEAN } from '../../../../src/main/domain/gate/taint.ts';
import { PLAIN_CALL } from '../../../../src/main/domain/ports/tool.ts';
import { addStory, id, messageRow, ruleRow, toolCallRow } from '../../../contract/storage/sample-rows.ts';
import { temporaryStorage } from '../../../storage-for-tests.ts';

const PAGE: Taint = { untrusted: true, private: false, sources: [{ kind: 'web', label: 'news.test' }] };

function told(texts: { page?: string; person?: string; notice?: string; printed?: string }) {
  const { stores } = temporaryStorage();
  stores.transaction(() => {
    addStory(stores);
    const output = (number: number, tool: string, outputText: string) =>
      stores.toolCalls.add(
        toolCallRow({ id: id(number), callId: `c${number}`, tool, outputText, state: 'succeeded' }),
      );
    if (texts.page !== undefined) output(301, 'fetch_url', texts.page);
    if (texts.printed !== undefined) output(302, 'run_command', texts.printed);
    if (texts.person !== undefined) stores.messages.add(messageRow({ id: id(303), text: texts.person }));
    if (texts.notice !== undefined)
      stores.messages.add(messageRow({ id: id(304), kind: 'notice', text: texts.notice }));
  });
  return stores;
}

test.each([
  ['a page that was read', { page: 'see [more](https://news.test/more?p=2)' }, true],
  ['a person', { person: 'read https://news.test/more?p=2 please' }, true],
  ['nobody', {}, false],
  ['a page, of another address', { page: 'https://news.test/more?p=' }, false],
  ['a program, which prints what it was told to', { printed: 'https://news.test/more?p=2' }, false],
  ['Sallyport itself, quoting', { notice: 'https://news.test/more?p=2' }, false],
])('an address written by %s is known: %o %s', (_who, texts, known) => {
  expect(isWrittenAddress(told(texts), id(1), ['https://news.test/more?p=2'])).toBe(known);
});

test('an address without path and query says nothing, and one of several that is made up is one too many', () => {
  const stores = told({});
  expect(isWrittenAddress(stores, id(1), ['https://news.test', 'http://news.test/'])).toBe(true);
  expect(isWrittenAddress(stores, id(1), ['https://news.test/', 'https://news.test/a'])).toBe(false);
  expect(isWrittenAddress(stores, id(1), [])).toBe(false);
});

test('a rule for a host covers what its page links, and asks about what was made up on its words', () => {
  const stores = told({ page: 'https://news.test/next' });
  stores.transaction(() =>
    stores.rules.add(
      ruleRow({
        ...{ actorKind: 'owner', senderId: null, conversationId: null, channelId: null, session: null },
        ...{ tool: 'fetch_url', callEffect: null, expiresAt: null, decision: 'allow' },
        matcher: { kind: 'host', host: 'news.test' },
      }),
    ),
  );
  const judge = createJudge({
    stores,
    clock: { now: () => 1_000, after: () => () => undefined },
    digest: { sha256: (text) => text, ledgerMac: (text) => text },
    config: () => configSchema.parse({}),
  });
  const kind = (url: string, taint: Taint) =>
    judge.judge({
      tool: 'fetch_url',
      call: {
        input: { url },
        effects: ['network'],
        traits: { ...PLAIN_CALL, readsOnly: true, hosts: ['news.test'], addresses: [url] },
        outlivesConversation: false,
        prepare: async () => ({ kind: 'refused', reason: 'never run here' }),
      },
      actor: { kind: 'owner' },
      conversation: { id: id(1), channelId: 'desktop', chatKind: 'own', workspace: null },
      taint,
    }).decision;
  expect(kind('https://news.test/next', PAGE).kind).toBe('allow');
  expect(kind('https://news.test/the-owner-said-hello', PAGE)).toMatchObject({
    kind: 'ask',
    reason: expect.stringContaining('written nowhere in the conversation'),
  });
  expect(kind('https://news.test/the-owner-said-hello', CLEAN).kind).toBe('allow');
});
