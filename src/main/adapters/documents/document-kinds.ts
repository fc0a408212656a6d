// What a file is, by its name: how it would be read and how large it may be, or why it is left out.
//   name → kind, limit | reason
// Pure; the same on every system.
import type { DocumentKind } from '../../domain/ports/documents.ts';
import { isKeyStorePath, SECRETS_REASON } from './key-stores.ts';

export type NamedKind =
  | { readonly kind: 'document'; readonly format: DocumentKind; readonly maxBytes: number }
  | { readonly kind: 'left-out'; readonly reason: string };

const MEGABYTE = 1024 * 1024;
/** Pictures and fonts are most of such a file. */
const MAX_PACKED_BYTES = 64 * MEGABYTE;
const MAX_TEXT_BYTES = 16 * MEGABYTE;

const ENDINGS: Readonly<Record<DocumentKind, string>> = {
  pdf: 'pdf',
  docx: 'docx docm dotx',
  markdown: 'md markdown mdown mkd mdx',
  text: 'txt text log rst adoc asciidoc org tex srt vtt',
  csv: 'csv tsv tab',
  html: 'html htm xhtml',
  code:
    'ts tsx mts cts js jsx mjs cjs vue svelte css scss less py pyi rb go rs java kt kts scala groovy gradle c h cc cpp cxx hpp hh m mm ' +
    'cs fs vb swift php pl pm lua r jl dart ex exs erl hs ml clj cljs lisp el scm sh bash zsh fish ps1 psm1 bat cmd sql graphql proto ' +
    'json jsonc json5 yaml yml toml ini cfg conf properties xml xsd tf hcl nix cmake mk zig nim sol asm s',
};

/** Without an ending. */
const WHOLE_NAMES: Readonly<Record<string, DocumentKind>> = {
  ...named(
    'text',
    'readme license licence copying changelog changes authors contributors notice contributing todo install news',
  ),
  ...named(
    'code',
    'makefile gnumakefile dockerfile containerfile gemfile rakefile jenkinsfile vagrantfile procfile justfile',
  ),
};

const BY_ENDING: ReadonlyMap<string, DocumentKind> = new Map(
  (Object.entries(ENDINGS) as [DocumentKind, string][]).flatMap(([format, endings]) =>
    endings.split(' ').map((ending) => [ending, format] as const),
  ),
);

/** Written by programs for programs: large, and no words of anybody. */
const GENERATED =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|.*\.min\.(?:js|css)|.*[.-]lock\.json)$/i;

/** `segments` of the whole path; the last one is the file's name. */
export function kindOf(segments: readonly string[]): NamedKind {
  const name = segments.at(-1) ?? '';
  // SECURITY: what is known to hold keys or passwords is not read, whoever asks.
  if (isKeyStorePath(segments)) return leftOut(SECRETS_REASON);
  if (GENERATED.test(name)) return leftOut('It is made by a program for programs.');
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
  const format = ending === '' ? WHOLE_NAMES[name.toLowerCase()] : BY_ENDING.get(ending);
  if (format === undefined)
    return leftOut(
      `It is of a kind that is not read: ${ending === '' ? 'its name has no known ending' : `.${ending.slice(0, 20)}`}.`,
    );
  return { kind: 'document', format, maxBytes: isPacked(format) ? MAX_PACKED_BYTES : MAX_TEXT_BYTES };
}

/** Why a file of this kind and size is left out, null when it is not. */
export function sizeProblem(format: DocumentKind, maxBytes: number, bytes: number): string | null {
  if (bytes <= maxBytes) return null;
  const what = format === 'pdf' ? 'a PDF' : format === 'docx' ? 'a Word document' : 'a file of text';
  return `It is larger than ${Math.floor(maxBytes / MEGABYTE)} MB, the most that is read of ${what}.`;
}

function isPacked(format: DocumentKind): boolean {
  return format === 'pdf' || format === 'docx';
}

function named(format: DocumentKind, names: string): Record<string, DocumentKind> {
  return Object.fromEntries(names.split(' ').map((name) => [name, format]));
}

function leftOut(reason: string): NamedKind {
  return { kind: 'left-out', reason };
}
