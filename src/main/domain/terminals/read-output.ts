// What a program prints on a terminal, read piece by piece: characters, and the sequences that only draw. Everything
// that asks, answers, names, links, copies or reports is taken out here, before a window or the model sees it.
//   characters → Piece[]. Pure; a sequence may come in parts. Source: ECMA-48 and xterm's ctlseqs.

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'control'; readonly text: string }
  | {
      readonly kind: 'sequence';
      /** As it may be passed on. */
      readonly text: string;
      readonly prefix: string;
      readonly numbers: readonly number[];
      readonly final: string;
    }
  /** ESC and one character that draws, or a choice of characters. */
  | { readonly kind: 'escape'; readonly text: string; readonly final: string }
  /** The program asks where the cursor is, or what it speaks to. Never passed on. */
  | { readonly kind: 'question'; readonly text: ''; readonly about: 'cursor' | 'health' | 'model' };

export interface OutputReader {
  read(text: string): readonly Piece[];
}

type State = 'ground' | 'escape' | 'charset' | 'sequence' | 'string' | 'string-escape';

const ESC = '\u001b';
/** Longer than any that draws. */
const MAX_SEQUENCE = 96;
/** More than a screen has; a repeated or scrolled million would keep a window busy. */
const MAX_NUMBER = 999;
const DRAWS = 'ABCDEFGHIJKLMPSTXZ@`abdefgmrsu';
/** Insert; cursor keys, columns, origin, wrapping, blinking, cursor, screens, keypad, marked pastes. */
const MODES = new Set([
  '4',
  '20',
  '?1',
  '?5',
  '?6',
  '?7',
  '?12',
  '?25',
  '?47',
  '?66',
  '?1047',
  '?1048',
  '?1049',
  '?2004',
]);
const ESCAPES = '78DEMc=>HN';
const PASSED_CONTROLS = '\b\t\n\r\u000e\u000f';

export function createOutputReader(): OutputReader {
  let state: State = 'ground';
  let gathered = '';

  return {
    read(text) {
      const pieces: Piece[] = [];
      let from = 0;
      const flush = (to: number): void => {
        if (to > from) pieces.push({ kind: 'text', text: text.slice(from, to) });
      };
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        if (state === 'ground' && code >= 0x20 && code < 0x7f) continue;
        if (state === 'ground' && code >= 0xa0) continue;
        if (state === 'ground') flush(at);
        const character = text[at] ?? '';
        const piece = step(character, code);
        if (piece !== null) pieces.push(piece);
        from = at + 1;
      }
      if (state === 'ground') flush(text.length);
      return pieces;
    },
  };

  function step(character: string, code: number): Piece | null {
    switch (state) {
      case 'ground':
        return control(character, code);
      case 'escape':
        return escaped(character, code);
      case 'charset':
        state = 'ground';
        return 'B0'.includes(character)
          ? { kind: 'escape', text: `${ESC}${gathered}${character}`, final: gathered }
          : null;
      case 'sequence':
        return inSequence(character, code);
      case 'string':
        // SECURITY: titles, links, the clipboard and the like are strings, and a string is never passed on.
        if (code === 0x07 || code === 0x9c || code === 0x18 || code === 0x1a) state = 'ground';
        else if (code === 0x1b) state = 'string-escape';
        return null;
      case 'string-escape':
        state = 'ground';
        return character === '\\' ? null : escaped(character, code);
    }
  }

  function control(character: string, code: number): Piece | null {
    if (code === 0x1b) state = 'escape';
    // SECURITY: a window reads these as the sequences that begin with ESC, so they are read as such here too.
    else if (code === 0x9b) begin('sequence');
    else if ([0x90, 0x98, 0x9d, 0x9e, 0x9f].includes(code)) state = 'string';
    else if (character === '\v' || character === '\f') return { kind: 'control', text: '\n' };
    // SECURITY: what is not passed on by name is not passed on: ENQ makes a terminal answer.
    else if (PASSED_CONTROLS.includes(character)) return { kind: 'control', text: character };
    return null;
  }

  function begin(next: State): null {
    state = next;
    gathered = '';
    return null;
  }

  function escaped(character: string, code: number): Piece | null {
    state = 'ground';
    if (code === 0x1b) state = 'escape';
    else if (character === '[') begin('sequence');
    else if (']PX^_'.includes(character)) state = 'string';
    else if (character === '(' || character === ')') {
      state = 'charset';
      gathered = character;
    } else if (ESCAPES.includes(character)) {
      return { kind: 'escape', text: `${ESC}${character}`, final: character };
    } else if (code < 0x20 || code === 0x9b) return control(character, code);
    return null;
  }

  function inSequence(character: string, code: number): Piece | null {
    if (code >= 0x40 && code <= 0x7e) {
      state = 'ground';
      return sequence(gathered, character);
    }
    // Cancelled, or broken off by the next one.
    if (code < 0x20 || code > 0x7e) {
      if (PASSED_CONTROLS.includes(character)) return { kind: 'control', text: character };
      state = 'ground';
      return control(character, code);
    }
    gathered += character;
    // SECURITY: without an end to it, one sequence would gather everything that is ever printed.
    if (gathered.length > MAX_SEQUENCE) state = 'ground';
    return null;
  }
}

function sequence(body: string, final: string): Piece | null {
  const parts = /^([<=>?]?)([\d;:]*)$/.exec(body);
  if (parts === null) return softReset(body, final);
  const [, prefix = '', list = ''] = parts;
  const question = questionOf(prefix, list, final);
  if (question !== null) return question;
  if (final === 'h' || final === 'l') return modes(prefix, list, final);
  // SECURITY: a closed list: no reports, no window operations, nothing that makes a terminal type by itself.
  if (!DRAWS.includes(final) || (prefix !== '' && !(prefix === '?' && 'JK'.includes(final)))) return null;
  const bounded = list.replace(/\d+/g, (digits) => String(Math.min(Number(digits), MAX_NUMBER)));
  return {
    kind: 'sequence',
    text: `${ESC}[${prefix}${bounded}${final}`,
    prefix,
    numbers: bounded.split(/[;:]/).map(Number),
    final,
  };
}

function softReset(body: string, final: string): Piece | null {
  if (body !== '!' || final !== 'p') return null;
  return { kind: 'sequence', text: `${ESC}[!p`, prefix: '!', numbers: [], final };
}

function questionOf(prefix: string, list: string, final: string): Piece | null {
  if (prefix === '' && final === 'n' && list === '6') return { kind: 'question', text: '', about: 'cursor' };
  if (prefix === '' && final === 'n' && list === '5') return { kind: 'question', text: '', about: 'health' };
  if (prefix === '' && final === 'c' && Number(list) === 0)
    return { kind: 'question', text: '', about: 'model' };
  return null;
}

/** Those of the list that draw; no mouse, no focus reports, no held-back drawing. */
function modes(prefix: string, list: string, final: string): Piece | null {
  const kept = list.split(';').filter((mode) => MODES.has(prefix + mode));
  if (kept.length === 0) return null;
  return {
    kind: 'sequence',
    text: `${ESC}[${prefix}${kept.join(';')}${final}`,
    prefix,
    numbers: kept.map(Number),
    final,
  };
}
