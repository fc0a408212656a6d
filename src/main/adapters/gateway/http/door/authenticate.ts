// Who asks: a token from the Authorization header (keys) or from our cookie (devices), compared as a digest.
//   header → known part → locked? → credential → digests compared in constant time → caller
// May not know scopes or routes but by name.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Caller, Gateway } from '../../../../domain/ports/gateway.ts';
import type { LockOut } from './lock-out.ts';

export const DEVICE_COOKIE = 'sallyport_device';

export type Authenticated =
  | { readonly kind: 'known'; readonly caller: Caller }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'locked' };

export interface Authenticate {
  /** `isOwnPage`: a cookie counts only for requests that say they come from our own page, or open it. */
  request(request: IncomingMessage, route: string, mayUseCookie: boolean): Authenticated;
  token(token: string, kind: Caller['kind'], route: string): Authenticated;
}

/** Compared with when nobody is known by that name, so that it takes as long. */
const NOBODY = '0'.repeat(64);
const TOKEN = /^sallyport_([A-Z2-9]{12})_[A-Za-z0-9_-]{43}$/;

export function createAuthenticate(deps: {
  gateway: Pick<Gateway, 'credential' | 'used' | 'lockedOut'>;
  lockOut: LockOut;
}): Authenticate {
  const { gateway, lockOut } = deps;

  function token(presented: string, kind: Caller['kind'], route: string): Authenticated {
    const publicId = publicIdOf(presented);
    const credential = publicId === null ? null : gateway.credential(publicId);
    const key = `${credential === null ? 'unknown' : credential.caller.id} ${route}`;
    // SECURITY: looked at before the token is; while locked the right one fails too.
    if (lockOut.isLocked(key)) return { kind: 'locked' };
    const isSame = isDigestOf(presented, credential?.digest ?? NOBODY);
    // SECURITY: a device's token is no key: it was given to a browser, and counts only as its cookie.
    if (!isSame || credential === null || credential.caller.kind !== kind) {
      if (lockOut.failed(key)) gateway.lockedOut(route);
      return { kind: 'refused' };
    }
    gateway.used(credential.caller.id);
    return { kind: 'known', caller: credential.caller };
  }

  return {
    token,
    request: (request, route, mayUseCookie) => {
      const { authorization } = request.headers;
      if (authorization !== undefined) {
        const bearer = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(authorization)?.[1];
        return bearer === undefined ? { kind: 'refused' } : token(bearer, 'api-key', route);
      }
      const cookie = mayUseCookie ? deviceToken(request) : null;
      return cookie === null ? { kind: 'missing' } : token(cookie, 'device', route);
    },
  };
}

/** The part of a token by which it is found; null when it is none of ours. */
export function publicIdOf(token: string): string | null {
  return TOKEN.exec(token)?.[1] ?? null;
}

/** Both sides are 32 bytes, whatever was sent. `digest` is lower-case hex of SHA-256. */
export function isDigestOf(token: string, digest: string): boolean {
  const given = createHash('sha256').update(token, 'utf8').digest();
  // SECURITY: constant time over fixed lengths; an early end would tell how much of it was right.
  return timingSafeEqual(given, Buffer.from(digest, 'hex'));
}

export function deviceToken(request: IncomingMessage): string | null {
  const found = (request.headers.cookie ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${DEVICE_COOKIE}=`));
  const value = found[0]?.slice(DEVICE_COOKIE.length + 1) ?? '';
  return found.length === 1 && publicIdOf(value) !== null ? value : null;
}
