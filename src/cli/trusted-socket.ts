// Whether a control socket may be spoken to: its folder may lie in the shared temporary folder under a name that anybody
// can work out and make first. Looked at before anything is sent: what `credentials set` sends is a secret.
// Knows nothing of what is said over it.
import { lstatSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../contracts/errors.ts';

/**
 * `address` is a socket path or pipe name, `home` the profile folder. Returns false when there is no socket there.
 * @throws AppError `not-allowed` when folder or socket belong to another account, or others may put things there
 */
export function isTrustedSocket(address: string, home: string): boolean {
  const account = process.getuid?.();
  if (account === undefined || address.startsWith('\\\\')) return true;
  const folder = dirname(address);
  // The profile folder was named by who calls, and may be a link of theirs; the other name is guessable, a link is not ours.
  const place = statusOf(() => (folder === home ? statSync(folder) : lstatSync(folder)));
  if (place === null) return false;
  // SECURITY: in a folder of another account, or one that others may write, any program could answer in the app's place.
  if (!place.isDirectory() || place.uid !== account || (place.mode & 0o022) !== 0) throw untrusted('folder');
  const socket = statusOf(() => lstatSync(address));
  if (socket === null) return false;
  // SECURITY: a socket of another account is another account's program.
  if (!socket.isSocket() || socket.uid !== account) throw untrusted('socket');
  return true;
}

function statusOf(look: () => Stats): Stats | null {
  try {
    return look();
  } catch {
    return null;
  }
}

function untrusted(what: 'folder' | 'socket'): AppError {
  return new AppError(
    'not-allowed',
    what === 'folder'
      ? 'The folder of the control socket belongs to another account or can be written by others, so nothing was sent. Start Sallyport again as this account, or use a shorter profile path.'
      : 'The control socket belongs to another account, so nothing was sent. Run this as the account that started Sallyport.',
  );
}
