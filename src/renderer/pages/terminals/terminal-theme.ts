// The colours of a terminal, read from the page's own tokens as they are now: light, dark or high contrast. The rest
// of the sixteen are xterm's own, made readable on this ground by it.
import type { ITheme } from '@xterm/xterm';

const TOKENS = {
  background: '--sunken',
  foreground: '--text',
  cursor: '--accent',
  cursorAccent: '--sunken',
  selectionBackground: '--marked',
  red: '--danger-text',
  green: '--success-text',
  yellow: '--warning-text',
  cyan: '--accent-text',
  scrollbarSliderBackground: '--thumb',
  scrollbarSliderHoverBackground: '--thumb-hover',
  scrollbarSliderActiveBackground: '--thumb-hover',
} as const satisfies Partial<Record<keyof ITheme, string>>;

export function terminalTheme(within: HTMLElement): ITheme {
  const probe = document.createElement('span');
  within.append(probe);
  const colours = Object.entries(TOKENS).map(([name, token]) => {
    probe.style.color = `var(${token})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(colours);
}
