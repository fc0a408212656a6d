// Promise: nothing but a public web server can be named, however its address is written; and no name can lead elsewhere.
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../src/main/adapters/web/public-address.ts';
import { readAddress } from '../../src/main/adapters/web/web-address.ts';

const NO_LISTS = { allow: [], deny: [] };
const read = (address: string) => readAddress(address, NO_LISTS);

describe('an address of this computer, the network around it or the cloud below it is refused', () => {
  it.each([
    ['loopback', 'http://127.0.0.1/'],
    ['any loopback', 'http://127.255.255.254/'],
    ['decimal', 'http://2130706433/'],
    ['octal', 'http://0177.0.0.1/'],
    ['octal with many zeros', 'http://0000000177.0.0.1/'],
    ['hex', 'http://0x7f.0.0.1/'],
    ['one hex number', 'http://0x7f000001/'],
    ['short, two parts', 'http://127.1/'],
    ['short, three parts', 'http://127.0.1/'],
    ['mixed notations', 'http://0x7f.1/'],
    ['percent-encoded', 'http://%31%32%37.0.0.1/'],
    ['full-width digits', 'http://１２７.０.０.１/'],
    ['circled digits', 'http://①②⑦.⓪.⓪.①/'],
    ['ideographic full stops', 'http://127。0。0。1/'],
    ['a final dot', 'http://127.0.0.1./'],
    ['this network', 'http://0.0.0.0/'],
    ['zero', 'http://0/'],
    ['this network, any', 'http://0.1.2.3/'],
    ['private 10', 'http://10.0.0.1/'],
    ['private 172.16', 'http://172.16.0.1/'],
    ['private 172.31', 'http://172.31.255.255/'],
    ['private 192.168', 'http://192.168.1.1/'],
    ['carrier-grade NAT', 'http://100.64.0.1/'],
    ['metadata of most clouds', 'http://169.254.169.254/latest/meta-data/'],
    ['the same in decimal', 'http://2852039166/'],
    ['the same in hex', 'http://0xa9fea9fe/'],
    ['metadata of containers', 'http://169.254.170.2/'],
    ['metadata of Alibaba', 'http://100.100.100.200/'],
    ['metadata of Oracle', 'http://192.0.0.192/'],
    ['services of Azure', 'http://168.63.129.16/'],
    ['documentation', 'http://192.0.2.1/'],
    ['6to4 relay', 'http://192.88.99.1/'],
    ['benchmarking', 'http://198.18.0.1/'],
    ['multicast', 'http://224.0.0.1/'],
    ['reserved', 'http://240.0.0.1/'],
    ['broadcast', 'http://255.255.255.255/'],
    ['IPv6 loopback', 'http://[::1]/'],
    ['IPv6 loopback, long', 'http://[0:0:0:0:0:0:0:1]/'],
    ['IPv6 nothing', 'http://[::]/'],
    ['IPv4 mapped', 'http://[::ffff:127.0.0.1]/'],
    ['IPv4 mapped, hex', 'http://[::ffff:7f00:1]/'],
    ['IPv4 mapped, public', 'http://[::ffff:8.8.8.8]/'],
    ['IPv4 compatible', 'http://[::127.0.0.1]/'],
    ['IPv4 translated', 'http://[::ffff:0:127.0.0.1]/'],
    ['NAT64', 'http://[64:ff9b::7f00:1]/'],
    ['NAT64, public', 'http://[64:ff9b::808:808]/'],
    ['NAT64, local', 'http://[64:ff9b:1::7f00:1]/'],
    ['6to4', 'http://[2002:7f00:1::]/'],
    ['Teredo', 'http://[2001:0:7f00:1::]/'],
    ['ORCHID', 'http://[2001:20::1]/'],
    ['unique local', 'http://[fd00::1]/'],
    ['metadata over IPv6', 'http://[fd00:ec2::254]/'],
    ['unique local, fc', 'http://[fc00::1]/'],
    ['link-local', 'http://[fe80::1]/'],
    ['link-local with a zone', 'http://[fe80::1%25eth0]/'],
    ['site-local', 'http://[fec0::1]/'],
    ['IPv6 multicast', 'http://[ff02::1]/'],
    ['IPv6 documentation', 'http://[2001:db8::1]/'],
    ['IPv6 documentation, new', 'http://[3fff::1]/'],
    ['discard only', 'http://[100::1]/'],
    ['segment routing', 'http://[5f00::1]/'],
  ])('%s', (_what, address) => {
    expect(read(address)).toMatchObject({ kind: 'refused' });
  });
});

describe('a name that means this computer or its network is refused', () => {
  it.each([
    'http://localhost/',
    'http://LOCALHOST/',
    'http://localhost./',
    'http://app.localhost/',
    'http://localhost.localdomain/',
    'http://printer.local/',
    'http://metadata.google.internal/computeMetadata/v1/',
    'http://metadata.google.internal./',
    'http://router.lan/',
    'http://nas.home.arpa/',
    'http://nas.home/',
    'http://wiki.corp/',
    'http://wiki.intranet/',
    'http://hidden.onion/',
    'http://intranet/',
    'http://ｌｏｃａｌｈｏｓｔ/',
    'http://kubernetes.default.svc.cluster.local/',
  ])('%s', (address) => {
    expect(read(address)).toMatchObject({ kind: 'refused' });
  });
});

describe('what is no plain web address is refused', () => {
  it.each([
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:text/html,hello'],
    ['a script', 'javascript:alert(1)'],
    ['ftp', 'ftp://site.example/'],
    ['gopher', 'gopher://site.example/'],
    ['a blob', 'blob:https://site.example/1'],
    ['view-source', 'view-source:https://site.example/'],
    ['no scheme', 'site.example/page'],
    ['a missing slash', 'http:/site.example/'],
    ['no slashes', 'http:site.example'],
    ['three slashes', 'http:///site.example/'],
    ['backslashes', 'http:\\\\site.example\\'],
    ['a backslash before the host', 'http://site.example\\@127.0.0.1/'],
    ['a user name', 'http://user@site.example/'],
    ['a user name and a password', 'http://user:word@site.example/'],
    ['an empty user name', 'http://@site.example/'],
    ['a host that stands before another', 'http://bank.example@evil.example/'],
    ['a tab in the scheme', 'ht\ttp://site.example/'],
    ['a line break in the host', 'http://site.exa\nmple/'],
    ['a space before', ' http://site.example/'],
    ['NUL', 'http://site.example/\0'],
    ['a turn of direction', 'http://site.example/\u202egnp.exe'],
    ['a soft hyphen in the host', 'http://si\u00adte.example/'],
    ['a zero-width space', 'http://site\u200b.example/'],
    ['an empty label', 'http://site..example/'],
    ['two final dots', 'http://site.example../'],
    ['nothing behind', 'http://'],
    ['a host of dots', 'http://./'],
    ['the port of mail', 'http://site.example:25/'],
    ['the port of ssh', 'http://site.example:22/'],
    ['the port of a window system', 'https://site.example:6000/'],
    ['the port of IRC', 'http://site.example:6667/'],
    ['port zero', 'http://site.example:0/'],
    ['too long', `http://site.example/${'a'.repeat(2_100)}`],
  ])('%s', (_what, address) => {
    expect(read(address)).toMatchObject({ kind: 'refused' });
  });
});

describe('a public web server is not refused', () => {
  it.each([
    ['https://site.example/', 'site.example'],
    ['http://SITE.example/a/b?c=d#e', 'site.example'],
    ['https://site.example./page', 'site.example'],
    ['https://site.example:8443/', 'site.example'],
    ['http://8.8.8.8/', '8.8.8.8'],
    ['http://[2606:4700::1111]/', '2606:4700::1111'],
    ['https://notlocalhost.example/', 'notlocalhost.example'],
    ['https://internal.site.example/', 'internal.site.example'],
    ['https://bücher.example/', 'xn--bcher-kva.example'],
  ])('%s', (address, host) => {
    expect(read(address)).toMatchObject({ kind: 'address', address: { host } });
  });

  it('keeps the fragment to itself, and says a name in its own script beside its plain form', () => {
    expect(read('https://bücher.example/regal?nr=3#seite')).toEqual({
      kind: 'address',
      address: {
        url: 'https://xn--bcher-kva.example/regal?nr=3',
        host: 'xn--bcher-kva.example',
        shownHost: 'bücher.example',
        carries: null,
      },
    });
  });
});

describe('the host lists of the settings', () => {
  const judged = (address: string, allow: string[], deny: string[]) =>
    readAddress(address, { allow, deny }).kind;

  it('deny beats allow, and a list of allowed hosts closes every other', () => {
    expect([
      judged('https://a.example/', ['a.example'], []),
      judged('https://b.example/', ['a.example'], []),
      judged('https://a.example/', ['a.example'], ['a.example']),
      judged('https://x.a.example/', ['*.a.example'], ['x.a.example']),
    ]).toEqual(['address', 'refused', 'refused', 'refused']);
  });

  it('a pattern holds for whole labels, and not for the name it stands below', () => {
    expect([
      judged('https://x.a.example/', ['*.a.example'], []),
      judged('https://xa.example/', ['*.a.example'], []),
      judged('https://a.example/', ['*.a.example'], []),
      judged('https://a.example.evil.example/', ['a.example', '*.a.example'], []),
      judged('https://x.a.example./', [], ['*.a.example']),
      judged('https://A.Example/', [], ['a.example']),
    ]).toEqual(['address', 'refused', 'refused', 'refused', 'refused', 'refused']);
  });
});

it('what a resolver gives in any odd form is not public', () => {
  const odd = [
    '',
    'x',
    '127.1',
    '0x8.8.8.8',
    '010.8.8.8',
    '8.8.8.8 ',
    '8.8.8',
    '2606:4700::1%eth0',
    '::ffff:8.8.8.8',
  ];
  expect(odd.filter(isPublicAddress)).toEqual([]);
  expect(['8.8.8.8', '1.1.1.1', '2606:4700::1111', '2a00:1450:4001:80b::200e'].every(isPublicAddress)).toBe(
    true,
  );
});
