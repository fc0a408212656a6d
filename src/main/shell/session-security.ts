// What every page and session of the app is held to, whatever is in it. Source: Electron's security checklist.
import { app, type Session, type WebContents } from 'electron';

const CLIPBOARD_WRITE = 'clipboard-sanitized-write';

/** Once, before the first window. */
export function secureApp(): void {
  app.on('web-contents-created', (_event, contents) => secureContents(contents));
}

/** Once a session. */
export function secureSession(session: Session): void {
  // SECURITY: no camera, location, notification or any other permission for a page; putting text on the clipboard
  // (a copy button) is the one exception, and only for our own pages.
  session.setPermissionRequestHandler((_contents, permission, decide, details) => {
    decide(permission === CLIPBOARD_WRITE && details.requestingUrl.startsWith('app://'));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === CLIPBOARD_WRITE && origin.startsWith('app://'),
  );
  session.setDevicePermissionHandler(() => false);
  // SECURITY: a page reaches nothing but the app's own files; no remote image, no beacon.
  session.webRequest.onBeforeRequest((request, decide) => {
    decide({ cancel: !request.url.startsWith('app://') && !request.url.startsWith('devtools://') });
  });
  // SECURITY: nothing is ever downloaded by a page.
  session.on('will-download', (event) => event.preventDefault());
  session.setSpellCheckerEnabled(false); // its dictionaries come from the network
}

function secureContents(contents: WebContents): void {
  // SECURITY: a page stays the page it is.
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  // SECURITY: no new windows from a page.
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // SECURITY: no embedded pages with rights of their own.
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
