// cmd.exe's own options, as it reads them: everything after /c, /k or /r is the line, wherever it is attached.
import { type Argument, literal, NOTHING_SEEN, type Seen } from '../reading/invocation.ts';

export function readCmdOptions(words: readonly Argument[]): Seen {
  for (const [at, { shape }] of words.entries()) {
    // SECURITY: `/c` may be attached (`/cdel`), come after others (`/d /s /c`) or within one word (`/s/c`).
    const found = /^(?:\/[^/]*?)*?\/[ckr](.*)$/is.exec(shape);
    if (found !== null) {
      const rest = [found[1] ?? '', ...words.slice(at + 1).map((word) => word.shape)].join(' ').trim();
      const isWhole = words.slice(at).every(({ value }) => value !== null);
      return {
        ...NOTHING_SEEN,
        scripts: [{ text: { value: isWhole ? rest : null, shape: rest }, language: 'cmd' }],
        actsItself: false,
        unreadable: rest === '' ? 'it starts a shell of its own' : null,
      };
    }
    if (!shape.startsWith('/')) break;
  }
  return {
    ...NOTHING_SEEN,
    scripts: [
      { text: literal(words.map(({ shape }) => shape).join(' ')), language: 'cmd', onlyForDenial: true },
    ],
    unreadable: 'cmd runs what it is given as input',
  };
}
