// How high the page would have to be to show a question without scrolling. Measures; changes nothing.

/** CSS pixels, with everything above the question in the window. */
export function wantedHeight(page: HTMLElement): number {
  const above = page.getBoundingClientRect().top;
  const parts = [...page.children].map((part) => {
    const borders = part instanceof HTMLElement ? part.offsetHeight - part.clientHeight : 0;
    return naturalHeight(part) + borders;
  });
  return Math.max(100, Math.ceil(above + parts.reduce((sum, height) => sum + height, 0)));
}

/** Of what it holds, also where it was given more room than that. */
function naturalHeight(part: Element): number {
  const { paddingTop, paddingBottom } = getComputedStyle(part);
  const [first, last] = [part.firstElementChild, part.lastElementChild];
  if (first === null || last === null) return part.scrollHeight;
  const content = last.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
  return content + Number.parseFloat(paddingTop) + Number.parseFloat(paddingBottom);
}
