// Which addresses and queries count as plain, so that a rule may let them pass, and which the owner should look at.
import { describe, expect, it } from 'vitest';
import { readAddress } from '../../../src/main/adapters/web/web-address.ts';
import { queryCarries } from '../../../src/main/adapters/web/what-it-carries.ts';

function carries(address: string): string | null {
  const read = readAddress(address, { allow: [], deny: [] });
  return read.kind === 'refused' ? `refused: ${read.reason}` : read.address.carries;
}

describe('a plain address is plain', () => {
  it.each([
    'https://en.wikipedia.org/wiki/Sally_port',
    'https://de.wikipedia.org/wiki/%C3%96sterreich-Ungarn',
    'https://ja.wikipedia.org/wiki/%E6%9D%B1%E4%BA%AC%E9%83%BD%E5%BA%81%E8%88%8E%E5%B1%95%E6%9C%9B%E5%AE%A4',
    'https://news.site.example/2026/11/21/how-to-bake-bread-without-an-oven-and-why-you-should',
    'https://github.com/nodejs/node/blob/main/doc/api/net.md#netconnect',
    'https://www.npmjs.com/package/@mozilla/readability/v/0.6.0',
    'https://site.example/search?q=how+to+bake+bread&page=2&sort=newest&lang=en',
    'https://site.example/a?id=123456789',
    'https://docs.python.org/3.13/library/urllib.parse.html',
    'https://arxiv.org/abs/2403.01234v2',
    'https://sub.domain.of.site.example/',
    'http://8.8.8.8/',
    'https://site.example/550e8400-e29b-41d4-a716-446655440000',
  ])('%s', (address) => {
    expect(carries(address)).toBeNull();
  });
});

describe('an address that could carry something out is not', () => {
  it.each([
    ['a key in the query', 'https://site.example/?k=AKIAIOSFODNN7EXAMPLE123456'],
    ['a token in the path', 'https://site.example/t/ghp_16C7e42F292c6912E7710c838347Ae178B4a'],
    ['base64', 'https://site.example/?d=dGhlIHBhc3N3b3JkIGlzIGh1bnRlcjI'],
    ['hex', 'https://site.example/746865207061737377f72642068756e74657232'],
    ['base64 in small pieces', 'https://site.example/dGhl1A/IHBh2B/c3N3b3/Jk1IGl/zIGh1b/bnRl3C'],
    ['a label of the host', 'https://dgh5cgfzc3dvcmrpc2h1bnrlcjia.site.example/'],
    ['many labels of the host', 'https://a1.b2.c3.d4.e5.f6.site.example/'],
    ['a long host', `https://${'word-and-word.'.repeat(4)}and-more-words-and-more-words.site.example/`],
    ['a long query', `https://site.example/?q=${'word+'.repeat(50)}`],
    ['a long path', `https://site.example/${'word/'.repeat(80)}`],
    ['bytes that are no text', 'https://site.example/%FF%FE%80'],
    ['control characters', 'https://site.example/%00%01%02'],
    ['invisible characters', 'https://site.example/%E2%80%8B%E2%80%8D'],
    ['a tag that cannot be seen', 'https://site.example/%F3%A0%81%81'],
    ['a port', 'https://site.example:8443/'],
    ['an address in the query, encoded twice', `https://site.example/?u=${'%2568'.repeat(40)}`],
  ])('%s', (_what, address) => {
    expect(carries(address)).toMatch(/^it|^its|^a part|^several/);
  });
});

it('a query is plain as long as people write such', () => {
  expect(queryCarries('wie backe ich Brot ohne Ofen 2026')).toBeNull();
  expect(queryCarries('東京 天気')).toBeNull();
  expect(queryCarries('dGhlIHBhc3N3b3JkIGlzIGh1bnRlcjI')).not.toBeNull();
  expect(queryCarries('word '.repeat(60))).not.toBeNull();
  expect(queryCarries('a\u200bb')).not.toBeNull();
});
