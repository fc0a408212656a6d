// xterm under the pages' policy, which lets no style element and no style attribute work. While it opens, each style
// element it makes is one of ours, whose text becomes a constructed sheet; the one place where it sets a style
// attribute sets the same through the style's own object. Both are script of ours, which the policy allows.
// It reaches into xterm, whose version is pinned; e2e/terminal.e2e.ts fails when a style is refused by the policy.
import type { Terminal } from '@xterm/xterm';

export function openUnderPolicy(terminal: Terminal, place: HTMLElement): void {
  const real = document.createElement;
  document.createElement = ((name: string, options?: ElementCreationOptions) =>
    name === 'style' ? sheetElement(real) : real.call(document, name, options)) as typeof real;
  try {
    terminal.open(place);
  } finally {
    Reflect.deleteProperty(document, 'createElement');
  }
  const rows = within(terminal, ['_core', '_renderService', '_renderer', 'value', '_rowFactory']);
  if (rows === null) return;
  Reflect.set(rows, '_addStyle', (element: HTMLElement, style: string) => {
    element.style.cssText += style;
  });
}

/** Stands where a style element would; what is written into it holds for the page until it is removed. */
function sheetElement(create: typeof document.createElement): HTMLElement {
  const element: HTMLElement = create.call(document, 'span');
  element.hidden = true;
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  Object.defineProperty(element, 'textContent', {
    get: () => '',
    set: (text: string) => sheet.replaceSync(text),
  });
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    HTMLElement.prototype.remove.call(element);
  };
  return element;
}

function within(from: object, path: readonly string[]): object | null {
  let at: unknown = from;
  for (const name of path) {
    if (typeof at !== 'object' || at === null) return null;
    at = Reflect.get(at, name);
  }
  return typeof at === 'object' ? at : null;
}
