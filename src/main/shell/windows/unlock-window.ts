// Asks for the passphrase in a window of its own, before there is an agent: where no keychain opens the profile and
// there is no terminal to ask on. Its door holds nothing but this question.
import { app, type BrowserWindow, session } from 'electron';
import type { OnFault } from '../../../contracts/dispatch.ts';
import { AppError } from '../../../contracts/errors.ts';
import type { UnlockQuestion } from '../../../contracts/unlock.ts';
import { openIpcDoor } from '../ipc-door.ts';
import { secureSession } from '../session-security.ts';
import { serveApp } from './app-protocol.ts';
import { openPageWindow } from './page-window.ts';

export interface UnlockWindow {
  /** Resolves with what was typed; with an empty text when the window was closed. */
  ask(question: UnlockQuestion): Promise<string>;
  close(): void;
}

export function createUnlockWindow(deps: {
  folders: { readonly renderer: string; readonly preload: string; readonly resources: string };
  onFault: OnFault;
}): UnlockWindow {
  let open: { window: BrowserWindow; close: () => void } | null = null;
  let pending: { question: UnlockQuestion; answer: (passphrase: string) => void } | null = null;

  function settle(passphrase: string): void {
    const asked = pending;
    pending = null;
    asked?.answer(passphrase);
  }

  function make(): void {
    const own = session.fromPartition('unlock');
    secureSession(own);
    serveApp(own, deps.folders.renderer);
    const door = openIpcDoor(
      {
        unlock: {
          question: () => {
            if (pending === null) throw new AppError('not-ready', 'One moment.');
            return pending.question;
          },
          answer: ({ passphrase }) => {
            settle(passphrase);
            return {};
          },
        },
      },
      deps.onFault,
    );
    const window = openPageWindow(
      'unlock',
      {
        session: own,
        door,
        preloadFolder: deps.folders.preload,
        iconFile: `${deps.folders.resources}/icon.png`,
      },
      { width: 460, height: 380, resizable: false, fullscreenable: false, title: 'Sallyport: unlock' },
    );
    window.once('ready-to-show', () => window.show());
    window.on('closed', () => {
      open = null;
      settle('');
    });
    open = {
      window,
      close: () => {
        open = null;
        window.destroy();
        door.close();
      },
    };
    announce = (question) => door.announce('unlock', 'question-change', question);
  }

  let announce: (question: UnlockQuestion) => void = () => undefined;

  return {
    ask: async (question) => {
      await app.whenReady();
      return await new Promise((resolve) => {
        pending = { question, answer: resolve };
        if (open === null) make();
        else announce(question);
      });
    },
    close: () => open?.close(),
  };
}
