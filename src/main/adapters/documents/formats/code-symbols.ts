// What a line of code declares, by the words that the common languages use for it. A guess: a line that is not
// understood only means a section without a heading.
// Pure.

/** A line is looked at no further than this. */
const MAX_LINE = 200;
const NAME = '[A-Za-z_$][\\w$]*';

const MODIFIERS =
  '(?:(?:export|default|declare|public|private|protected|internal|static|abstract|final|sealed|async|inline|unsafe|extern|virtual|override|const|open|data|partial|readonly|local|pub(?:\\([a-z ]{1,20}\\))?)\\s+){0,6}';

const DECLARATIONS: readonly RegExp[] = [
  // function, class and their like, in any language that has a word for them.
  new RegExp(
    `^${MODIFIERS}(?:function\\*?|func|fn|fun|def|defp|defmodule|sub|class|struct|enum|interface|trait|protocol|extension|module|namespace|object|record|union|type|macro_rules!|mod|package)\\s+(?:\\([^)]{0,80}\\)\\s*)?((?:self\\.)?${NAME}(?:[.:-]{1,2}${NAME}){0,4}[?!]?)`,
  ),
  /^impl(?:<[^>]{0,80}>)?\s+(?:[\w:<>, ]{1,80}\s+for\s+)?([A-Za-z_]\w*)/,
  // const name = (…) =>, const name = function
  new RegExp(
    `^${MODIFIERS}(?:const|let|var|val)\\s+(${NAME})\\s*(?::[^=]{0,80})?=\\s*(?:async\\s*)?(?:function\\b|class\\b|\\([^)]{0,120}\\)\\s*(?::[^=]{0,60})?=>|${NAME}\\s*=>)`,
  ),
  // name = function, name() { of a shell
  /^([A-Za-z_][\w.-]*)\s*(?:=\s*function\b|\(\)\s*\{?\s*$)/,
  /^create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?(?:table|view|function|procedure|trigger|index|type)\s+(?:if\s+not\s+exists\s+)?["`[]?([\w.]+)/i,
  /^\((?:defn?-?|defun|defmacro|define)\s+\(?([^\s()]{1,80})/,
  // A part of a settings file.
  /^\[{1,2}([\w.":-]{1,80})\]{1,2}\s*$/,
];

const NOT_NAMES =
  /^(?:if|else|for|while|switch|return|throw|catch|do|try|with|case|new|await|yield|using|elif|unless|until|when|match|foreach|print|assert|not|and|or|in|is)$/;

/** int main(…) {, void Foo::bar(…), public List<String> names() { */
const TYPED = /^(?:[\w:<>,*&[\]?.]+\s+){1,5}[*&]{0,2}([A-Za-z_~][\w:~]*)\s*\([^;]*$/;
/** name(…) { within a class. */
const METHOD = new RegExp(
  `^${MODIFIERS}(?:get\\s+|set\\s+|\\*\\s*)?(#?${NAME})\\s*(?:<[^>]{0,60}>)?\\([^;]*\\{\\s*$`,
);

/** The name, or null when the line declares nothing that has one. `inside` a class methods have no word of their own. */
export function declaredName(line: string, inside: boolean): string | null {
  const text = line.slice(0, MAX_LINE).trim();
  const patterns = inside ? [...DECLARATIONS, TYPED, METHOD] : [...DECLARATIONS, TYPED];
  for (const pattern of patterns) {
    const name = pattern.exec(text)?.[1];
    if (name === undefined || NOT_NAMES.test(name) || NOT_NAMES.test(text.split(/\W/, 1)[0] ?? '')) continue;
    return name;
  }
  return null;
}
