// The chat window: opened from the tray, closed back into it. The agent goes on without it.
import type { BrowserWindow } from 'electron';
import { openPageWindow, type PageWindowDeps } from './page-window.ts';

export interface ChatWindow {
  show(): void;
  isOpen(): boolean;
  window(): BrowserWindow | null;
}

export function createChatWindow(
  deps: PageWindowDeps & { onFirstClose: () => void; title: string },
): ChatWindow {
  let open: BrowserWindow | null = null;

  function make(): BrowserWindow {
    const window = openPageWindow('chat', deps, {
      width: 1180,
      height: 780,
      minWidth: 640,
      minHeight: 420,
      title: deps.title,
    });
    window.once('ready-to-show', () => window.show());
    // Closed means gone: an idle agent needs no page in memory. The draft is kept by the page itself.
    window.on('closed', () => {
      open = null;
      deps.onFirstClose();
    });
    return window;
  }

  return {
    show: () => {
      if (open === null) open = make();
      else {
        if (open.isMinimized()) open.restore();
        open.show();
        open.focus();
      }
    },
    isOpen: () => open !== null,
    window: () => open,
  };
}
