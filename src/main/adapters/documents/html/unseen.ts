// Takes out of a page what a reader would not have seen: scripts, forms' inner workings, text made invisible
// by attribute or by its own style. What a style sheet hides is not known here: no style sheet is evaluated.
// The text stays untrusted either way; this only makes hiding words from the owner harder. Knows elements alone.

import type { PageDocument } from './dom.ts';

/** Never text for a reader. */
const NO_TEXT = [
  ...[
    'script',
    'style',
    'noscript',
    'template',
    'iframe',
    'frame',
    'frameset',
    'object',
    'embed',
    'applet',
    'svg',
  ],
  ...[
    'math',
    'canvas',
    'audio',
    'video',
    'link',
    'meta',
    'base',
    'title',
    'input',
    'textarea',
    'select',
    'option',
  ],
  'datalist',
];
const NO_TEXT_SELECTOR = `${NO_TEXT.join()},picture > source,dialog:not([open])`;
const NO_TEXT_NAMES: ReadonlySet<string> = new Set(NO_TEXT);

/** Marked as not shown. */
const MARKED_HIDDEN = '[hidden],[aria-hidden="true"],[inert]';

/** Inline styles that leave nothing to see. Written without spaces; a length of zero, or one far off the page. */
const HIDING_STYLE = new RegExp(
  [
    'display:none',
    'visibility:(?:hidden|collapse)',
    'content-visibility:hidden',
    'opacity:0?(?:\\.0+)?%?(?:;|!|$)',
    'font-size:0?(?:\\.\\d+)?(?:px|pt|em|rem|%|vw|vh)?(?:;|!|$)',
    'font-size:1px',
    '(?:^|;)(?:max-)?(?:width|height):[01](?:\\.0+)?(?:px|pt|em|rem|%)?(?:;|!|$)',
    'text-indent:-\\d{3,}',
    '(?:^|;)(?:left|right|top|bottom|margin-left|margin-top):-\\d{3,}',
    'clip:rect\\(0?(?:px)?[, ]?0',
    'clip-path:(?:inset\\((?:50|100)%|circle\\(0|polygon\\(0)',
    'transform:scale[xy]?\\(0(?:\\.0+)?[,)]',
    'color:transparent',
    '-webkit-text-fill-color:transparent',
  ].join('|'),
);

export function dropUnseen(document: PageDocument): void {
  for (const element of document.querySelectorAll(NO_TEXT_SELECTOR)) element.remove();
  // SECURITY: words the owner could not have seen on the page are a favourite place for instructions.
  for (const element of document.querySelectorAll(MARKED_HIDDEN)) element.remove();
  for (const element of document.querySelectorAll('[style]')) {
    // SECURITY: the same for words hidden by their own style.
    if (hidesByStyle(element.getAttribute('style') ?? '')) element.remove();
  }
}

/** The same of one element as it goes by. Names in lower case. */
export function isUnseen(name: string, attributes: Readonly<Record<string, string>>): boolean {
  if (NO_TEXT_NAMES.has(name) || (name === 'dialog' && !('open' in attributes))) return true;
  // SECURITY: words the owner could not have seen in the file are a favourite place for instructions.
  if ('hidden' in attributes || attributes['aria-hidden'] === 'true' || 'inert' in attributes) return true;
  return hidesByStyle(attributes['style'] ?? '');
}

function hidesByStyle(written: string): boolean {
  const style = written
    .toLowerCase()
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, '');
  return HIDING_STYLE.test(style) || isWrittenInItsOwnColour(style);
}

/** White on white, and its like. */
function isWrittenInItsOwnColour(style: string): boolean {
  const colour = /(?:^|;)color:([^;!]+)/.exec(style)?.[1];
  const ground = /(?:^|;)background(?:-color)?:([^;!]+)/.exec(style)?.[1];
  return colour !== undefined && colour === ground;
}
