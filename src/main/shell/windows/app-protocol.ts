// `app://chat` and `app://approval`: our pages, each its own origin, served from the app's own files under a strict
// policy. Nothing else is reachable from a page: no file, no network.
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol, type Session } from 'electron';

export type WindowSurface = 'chat' | 'approval' | 'unlock';

const HOSTS: readonly string[] = ['chat', 'approval', 'unlock'] satisfies WindowSurface[];

const SCHEME = 'app';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

// SECURITY: no inline script or style, no eval, no network, no frame, no form target, no base.
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function originOf(surface: WindowSurface): string {
  return `${SCHEME}://${surface}`;
}

export function pageUrl(surface: WindowSurface): string {
  return `${originOf(surface)}/${surface}.html`;
}

/** Must be called before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
}

/** Serves `rendererFolder` to this session only. */
export function serveApp(session: Session, rendererFolder: string): void {
  session.protocol.handle(SCHEME, async (request) => {
    const { host, pathname } = new URL(request.url);
    const file = normalize(join(rendererFolder, decodeURIComponent(pathname)));
    const type = TYPES[extname(file)];
    // SECURITY: only our own hosts, only files below the renderer's folder, only types that pages need.
    if (!HOSTS.includes(host) || !file.startsWith(rendererFolder + sep) || type === undefined) {
      return new Response('Not found', { status: 404 });
    }
    try {
      return new Response(new Uint8Array(await readFile(file)), {
        headers: {
          'Content-Type': type,
          'Content-Security-Policy': PAGE_POLICY,
          'X-Content-Type-Options': 'nosniff',
          'Cross-Origin-Opener-Policy': 'same-origin',
          'Referrer-Policy': 'no-referrer',
        },
      });
    } catch {
      return new Response('Not found', { status: 404 });
    }
  });
}
