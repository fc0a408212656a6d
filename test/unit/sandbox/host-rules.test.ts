// Where a command with a list of hosts may go, decided by names and ports alone.
import { describe, expect, it } from 'vitest';
import {
  parseAbsolute,
  parseAuthority,
  refusalOf,
} from '../../../src/main/adapters/sandbox/network/host-rules.ts';

const may = (host: string, list: readonly string[], port = 443) => refusalOf({ host, port }, list) === null;

describe('the list of hosts', () => {
  it('lets a name be itself, and a star all below it and not itself', () => {
    expect(may('example.com', ['example.com'])).toBe(true);
    expect(may('example.com', ['EXAMPLE.com'])).toBe(true);
    expect(may('a.example.com', ['example.com'])).toBe(false);
    expect(may('a.b.example.com', ['*.example.com'])).toBe(true);
    for (const host of ['example.com', 'badexample.com', 'example.com.evil.net', 'xexample.com'])
      expect(may(host, ['*.example.com']), host).toBe(false);
  });

  it('is nobody when it is empty', () => {
    expect(may('example.com', [])).toBe(false);
  });

  it('never holds an address, whatever is written on it', () => {
    for (const host of ['1.2.3.4', '2130706433', '0x7f000001', '0177.0.0.1', '127.1', 'a.0x7f'])
      expect(may(host, [host, '*.3.4', '*.1']), host).toBe(false);
  });

  it('is for HTTP and HTTPS only', () => {
    expect([80, 443].map((port) => may('example.com', ['example.com'], port))).toEqual([true, true]);
    expect([22, 25, 3128, 8080, 0].map((port) => may('example.com', ['example.com'], port))).not.toContain(
      true,
    );
  });
});

describe('a target is read', () => {
  it('from what CONNECT names', () => {
    expect(parseAuthority('Example.COM.:443')).toEqual({ host: 'example.com', port: 443 });
    for (const odd of [
      'example.com',
      'example.com:',
      ':443',
      'a b:443',
      'a@b:443',
      '[::1]:443',
      'ex/ample:443',
      'a..b:443',
      'a:99999',
      `${'a'.repeat(300)}:443`,
      'exämple.com:443',
    ])
      expect(parseAuthority(odd), odd).toBeNull();
  });

  it('from an absolute address, without a user', () => {
    expect(parseAbsolute('http://Example.com/p?q=1#f')).toEqual({
      target: { host: 'example.com', port: 80 },
      path: '/p?q=1',
    });
    for (const odd of [
      'http://allowed.com@evil.com/',
      'http://u:p@evil.com/',
      'https://a.com/',
      'ftp://a.com/',
      '/p',
      '',
      'http://[::1]/',
      'http:///x',
    ])
      expect(
        parseAbsolute(odd)?.target.host === 'evil.com' ||
          (parseAbsolute(odd) !== null && odd !== 'http:///x'),
        odd,
      ).toBe(false);
  });
});
