// The one IPC door. Four doors in this order: sender, strict input, handler, output; two to four are contracts/dispatch.
//   renderer → preload → here → handlers; events go out the same way, parsed like outputs
// May not know what the calls are about.
import { BrowserWindow, ipcMain, type WebFrameMain } from 'electron';
import { dispatch, eventFor, type OnFault } from '../../contracts/dispatch.ts';
import type { Reply } from '../../contracts/errors.ts';
import type { AllHandlers, UnlockHandlers } from '../../contracts/surfaces.ts';
import { originOf, type WindowSurface } from './windows/app-protocol.ts';

export interface IpcDoor {
  /** From now on this window may use the calls of this surface. */
  admit(window: BrowserWindow, surface: WindowSurface): void;
  announce(contract: string, event: string, payload: unknown): void;
  /** Whether a window is open. */
  isHeard(): boolean;
  close(): void;
}

const CALL = 'sallyport:call';
const EVENT = 'sallyport:event';

export function openIpcDoor(handlers: AllHandlers | UnlockHandlers, onFault: OnFault): IpcDoor {
  const surfaces = new Map<number, WindowSurface>();

  ipcMain.handle(
    CALL,
    (event, contractName: unknown, callName: unknown, input: unknown): Promise<Reply<unknown>> => {
      const surface = surfaces.get(event.sender.id);
      // SECURITY: only the top frame of a window we made, at our own origin, on its own surface.
      if (surface === undefined || !isOurs(event.senderFrame, surface)) {
        return Promise.resolve({
          ok: false,
          error: { code: 'not-allowed', message: 'This is not available here.' },
        });
      }
      return dispatch(handlers, { surface }, contractName, callName, input, onFault);
    },
  );

  return {
    admit: (window, surface) => {
      const { id } = window.webContents;
      surfaces.set(id, surface);
      window.on('closed', () => surfaces.delete(id));
    },
    announce: (contract, name, payload) => {
      for (const window of BrowserWindow.getAllWindows()) {
        const surface = window.isDestroyed() ? undefined : surfaces.get(window.webContents.id);
        if (surface === undefined) continue;
        const event = eventFor(surface, contract, name, payload, onFault);
        if (event !== null) window.webContents.send(EVENT, event.contract, event.event, event.payload);
      }
    },
    isHeard: () => surfaces.size > 0,
    close: () => ipcMain.removeHandler(CALL),
  };
}

function isOurs(frame: WebFrameMain | null, surface: WindowSurface): boolean {
  if (frame === null || frame.parent !== null) return false;
  try {
    return frame.origin === originOf(surface);
  } catch {
    return false; // the frame is gone
  }
}
