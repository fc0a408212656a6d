// The document as xterm may use it under the pages' policy, which lets no style element and no style attribute work.
// Where it makes a style element it gets one whose text becomes a constructed sheet; where it sets a style attribute
// the same is set through the style's own object. Both are script of ours, which the policy allows.
// Knows nothing of terminals.

/** Passes for the document of the page in every other respect. */
export function strictDocument(real: Document): Document {
  const createElement = (name: string): HTMLElement => {
    if (name === 'style') return sheetElement(real);
    const element = real.createElement(name);
    if (name === 'span') setStylesByObject(element);
    return element;
  };
  return new Proxy(real, {
    get(target, name) {
      if (name === 'createElement') return createElement;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

function sheetElement(real: Document): HTMLElement {
  const element = real.createElement('span');
  element.hidden = true;
  const sheet = new CSSStyleSheet();
  real.adoptedStyleSheets = [...real.adoptedStyleSheets, sheet];
  Object.defineProperty(element, 'textContent', {
    get: () => '',
    set: (text: string) => sheet.replaceSync(text),
  });
  element.remove = () => {
    real.adoptedStyleSheets = real.adoptedStyleSheets.filter((other) => other !== sheet);
    HTMLElement.prototype.remove.call(element);
  };
  return element;
}

function setStylesByObject(element: HTMLElement): void {
  element.setAttribute = (name: string, value: string) => {
    if (name === 'style') element.style.cssText = value;
    else HTMLElement.prototype.setAttribute.call(element, name, value);
  };
}
