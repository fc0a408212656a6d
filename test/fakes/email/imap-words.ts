// What an IMAP client writes, cut into words (RFC 9051, 9): atoms, quoted strings, literals, lists as they are.
//   bytes → lines with their literals → words
// Knows no command.

export type Word = string | readonly Word[];

/** Collects bytes until a command is whole; `ask` is called where a client waits to be let on with a literal. */
export function createLineReader(take: (line: string) => void, ask: () => void): (bytes: Buffer) => void {
  let pending = '';
  let line = '';
  let missing = 0;
  return (bytes) => {
    pending += bytes.toString('latin1');
    for (;;) {
      if (missing > 0) {
        const piece = pending.slice(0, missing);
        line += piece;
        pending = pending.slice(piece.length);
        missing -= piece.length;
        if (missing > 0) return;
      }
      const end = pending.indexOf('\r\n');
      if (end === -1) return;
      line += pending.slice(0, end);
      pending = pending.slice(end + 2);
      const [, size, isWaiting] = /\{(\d+)(\+?)\}$/.exec(line) ?? [];
      if (size === undefined) {
        take(line);
        line = '';
      } else {
        line += '\r\n';
        missing = Number(size);
        if (isWaiting === '') ask();
      }
    }
  };
}

export function wordsOf(line: string): readonly Word[] {
  let at = 0;
  function list(): Word[] {
    const words: Word[] = [];
    while (at < line.length) {
      const sign = line[at];
      if (sign === ' ') at += 1;
      else if (sign === ')') {
        at += 1;
        return words;
      } else if (sign === '(') {
        at += 1;
        words.push(list());
      } else words.push(word());
    }
    return words;
  }
  function word(): string {
    const rest = line.slice(at);
    const literal = /^\{(\d+)\+?\}\r\n/.exec(rest);
    if (literal !== null) {
      const from = at + literal[0].length;
      at = from + Number(literal[1]);
      return line.slice(from, at);
    }
    const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(rest);
    if (quoted !== null) {
      at += quoted[0].length;
      return (quoted[1] ?? '').replace(/\\(.)/g, '$1');
    }
    const atom = /^(?:[^ ()"[]|\[[^\]]*\])+/.exec(rest)?.[0] ?? rest.slice(0, 1);
    at += atom.length;
    return atom;
  }
  return list();
}
