// Discord's Markdown as people see it: marks taken off, escapes resolved, mentions that ping made visible.
// The rules are those of Discord's help page on formatting; code first, then escapes, then marks. Pure.

export interface Shown {
  readonly text: string;
  /** What was formatted and how, from the outside in: `bold`, `code`. */
  readonly marks: readonly string[];
}

type Rule = readonly [kind: string, pattern: RegExp, shown: (found: RegExpExecArray) => string];

const INLINE: readonly Rule[] = [
  ['code block', /^```(?:[\w+#.-]+\n)?\n*([\s\S]*?)\n*```/, ([, code = '']) => code],
  ['code', /^(`+)([\s\S]*?[^`])\1(?!`)/, ([, , code = '']) => code.replace(/^ (?= *`)|(?<=` *) $/g, '')],
  ['', /^\\([^0-9A-Za-z\s])/, ([, sign = '']) => sign],
  ['mention', /^<@[!&]?(\d+)>/, ([, id = '']) => `«mention ${id}»`],
  ['channel', /^<#(\d+)>/, ([, id = '']) => `«channel ${id}»`],
  ['emoji', /^:([\w+-]+):/, ([, name = '']) => `«emoji ${name}»`],
  ['address', /^<(https?:\/\/[^\s<>]+)>/, ([, address = '']) => address],
  ['link', /^\[((?:\\.|[^\\\]])+)\]\(<?https?:\/\/[^\s<>)]+>?\)/, ([, label = '']) => shownText(label).text],
  ['bold', /^\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/s, ([, inner = '']) => shownText(inner, true).text],
  ['underline', /^__((?:\\.|[^\\])+?)__(?!_)/s, ([, inner = '']) => `«${shownText(inner, true).text}»`],
  ['italic', /^\*(?=\S)((?:\*\*|\\.|[^\\*])+?)\*(?!\*)/s, ([, inner = '']) => shownText(inner, true).text],
  ['italic', /^_((?:\\.|[^\\_])+?)_(?!\w)/s, ([, inner = '']) => shownText(inner, true).text],
  ['strike', /^~~((?:\\.|[^\\])+?)~~/s, ([, inner = '']) => shownText(inner, true).text],
  ['spoiler', /^\|\|((?:\\.|[^\\])+?)\|\|/s, ([, inner = '']) => `«${shownText(inner, true).text}»`],
];

const LINE_START: readonly Rule[] = [
  ['quote', /^ *> ?/, () => ''],
  ['heading', /^#{1,3} +/, () => '«heading»'],
  ['small', /^-# +/, () => '«small»'],
  ['list', /^ *[-*] +/, () => '«item»'],
];

/** @param isWithin within other marks, where no line begins */
export function shownText(raw: string, isWithin = false): Shown {
  const marks: string[] = [];
  let text = '';
  for (let at = 0; at < raw.length; ) {
    const rest = raw.slice(at);
    const startsLine = !isWithin && (at === 0 || raw[at - 1] === '\n');
    const rules = startsLine ? [...LINE_START, ...INLINE] : INLINE;
    const hit = rules
      .map(([kind, pattern, shown]) => ({ kind, shown, found: pattern.exec(rest) }))
      .find(({ found }) => found !== null);
    if (hit?.found === undefined || hit.found === null) {
      text += raw[at];
      at += 1;
      continue;
    }
    if (hit.kind !== '') marks.push(hit.kind);
    text += hit.shown(hit.found);
    at += hit.found[0].length;
  }
  return { text, marks };
}

/** Who would be told, by what `allowed_mentions` lets through (Message, "Allowed mentions object"). */
export function pingsOf(content: string, allowed: unknown): readonly string[] {
  const parse: unknown =
    typeof allowed === 'object' && allowed !== null ? Reflect.get(allowed, 'parse') : undefined;
  const kinds = Array.isArray(parse) ? parse : ['users', 'roles', 'everyone'];
  return [
    ...(kinds.includes('everyone') ? (content.match(/@(?:everyone|here)/g) ?? []) : []),
    ...(kinds.includes('users') ? (content.match(/<@!?\d+>/g) ?? []) : []),
    ...(kinds.includes('roles') ? (content.match(/<@&\d+>/g) ?? []) : []),
  ];
}
