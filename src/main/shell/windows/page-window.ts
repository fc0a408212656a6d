// A window of ours: isolated, sandboxed, with the one preload of its surface, shown when it has something to show.
import { BrowserWindow, type BrowserWindowConstructorOptions, type Session } from 'electron';
import type { IpcDoor } from '../ipc-door.ts';
import { pageUrl, type WindowSurface } from './app-protocol.ts';

export interface PageWindowDeps {
  readonly session: Session;
  readonly door: IpcDoor;
  /** Folder of the bundled preload scripts. */
  readonly preloadFolder: string;
  readonly iconFile: string;
}

/** Hidden until the caller shows it. */
export function openPageWindow(
  surface: WindowSurface,
  deps: PageWindowDeps,
  options: BrowserWindowConstructorOptions,
): BrowserWindow {
  const window = new BrowserWindow({
    show: false,
    icon: deps.iconFile,
    autoHideMenuBar: true,
    ...options,
    webPreferences: {
      session: deps.session,
      preload: `${deps.preloadFolder}/${surface}.cjs`,
      // SECURITY: the page has no Node, no shared world with the preload, and its own sandboxed process.
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      sandbox: true,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    },
  });
  deps.door.admit(window, surface);
  // A page that crashed leaves no dead window behind; the next one begins anew.
  window.webContents.on('render-process-gone', () => window.destroy());
  void window.loadURL(pageUrl(surface));
  return window;
}
