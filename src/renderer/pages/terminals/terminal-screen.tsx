// One terminal's screen, live: text from main into xterm, and the owner's keys to main once they took it over.
// Main has taken out all that does more than draw; here links, titles and the clipboard have no handler either.
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useRef } from 'react';
import type { TerminalView } from '../../../contracts/terminals.ts';
import { useApp } from '../../stores/chat-stores.ts';
import { inPieces, newText } from './live-text.ts';
import { openUnderPolicy } from './strict-styles.ts';
import { terminalTheme } from './terminal-theme.ts';

/** Lines that can be scrolled back to; main sends no more than these hold. */
const SCROLLBACK = 2000;
const READABLE = 4.5;
/** As contracts/terminals.ts has them. */
const MIN_COLUMNS = 20;
const MAX_COLUMNS = 300;

export function TerminalScreen({ terminal }: { readonly terminal: TerminalView }) {
  const { api, toasts } = useApp();
  const place = useRef<HTMLDivElement>(null);
  const screen = useRef<Terminal | null>(null);
  const { id, columns, rows } = terminal;
  const mayType = terminal.state === 'running' && terminal.typist === 'owner';
  const isRunning = terminal.state === 'running';

  // biome-ignore lint/correctness/useExhaustiveDependencies: a terminal is made once; its size is followed below.
  useEffect(() => {
    if (place.current === null) return;
    const style = getComputedStyle(place.current);
    const made = new Terminal({
      cols: columns,
      rows,
      disableStdin: true,
      scrollback: SCROLLBACK,
      fontFamily: style.fontFamily,
      fontSize: Number.parseFloat(style.fontSize),
      theme: terminalTheme(place.current),
      minimumContrastRatio: READABLE,
      // Main takes links out; should one come through, it leads nowhere.
      linkHandler: { activate: () => undefined },
      allowProposedApi: false,
    });
    openUnderPolicy(made, place.current);
    screen.current = made;
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const recolour = (): void => {
      if (place.current !== null) made.options.theme = terminalTheme(place.current);
    };
    scheme.addEventListener('change', recolour);

    let shown = -1;
    const waiting: { offset: number; text: string; isCut: boolean }[] = [];
    const write = (batch: { offset: number; text: string; isCut: boolean }): void => {
      if (shown < 0) {
        waiting.push(batch);
        return;
      }
      if (batch.isCut) made.reset();
      made.write(newText(batch, shown));
      shown = batch.offset + batch.text.length;
    };
    const end = api.terminals.on['terminal-output'](({ id: of, ...batch }) => {
      if (of === id) write(batch);
    });
    void toasts.tell(api.terminals.watch({ id })).then((now) => {
      if (now === null || screen.current !== made) return;
      made.write(now.text);
      shown = now.offset;
      for (const batch of waiting.splice(0)) write(batch);
    });
    return () => {
      end();
      scheme.removeEventListener('change', recolour);
      screen.current = null;
      made.dispose();
      void api.terminals.unwatch({ id });
    };
  }, [api, toasts, id]);

  useEffect(() => {
    screen.current?.resize(columns, rows);
  }, [columns, rows]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once when the owner takes over, not with each size.
  useEffect(() => {
    const made = screen.current;
    if (made === null) return;
    made.options.disableStdin = !mayType;
    made.options.cursorBlink = mayType;
    if (made.textarea !== undefined) made.textarea.tabIndex = mayType ? 0 : -1;
    if (!mayType) return;
    const typed = made.onData((text) => {
      for (const piece of inPieces(text)) void toasts.tell(api.terminals.write({ id, text: piece }));
    });
    made.attachCustomKeyEventHandler((event) => {
      if (event.key !== 'Escape' || !event.shiftKey) return true;
      // A terminal takes every key, Tab too: this is the way out with the keyboard.
      if (event.type === 'keydown') made.blur();
      return false;
    });
    const fit = new FitAddon();
    made.loadAddon(fit);
    const wide = Math.min(Math.max(fit.proposeDimensions()?.cols ?? columns, MIN_COLUMNS), MAX_COLUMNS);
    // Who works in it wants the width there is; a program is told and draws anew.
    if (wide !== columns) void toasts.tell(api.terminals.resize({ id, columns: wide, rows }));
    made.focus();
    return () => {
      fit.dispose();
      typed.dispose();
      made.attachCustomKeyEventHandler(() => true);
    };
  }, [api, toasts, id, mayType]);

  return (
    <div className="terminal-screen" data-running={isRunning}>
      <div ref={place} className="terminal-place" />
    </div>
  );
}
