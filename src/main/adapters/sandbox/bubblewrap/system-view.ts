// What of this computer a confined command sees: programs, libraries and the few settings they need, all read-only.
// An allow list: whatever is not named here (homes, /run, /var, /sys, other disks, host names, accounts) is not there.
// Looks at the system once; knows nothing of workspaces or commands.
import { lstatSync, mkdirSync, readdirSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAtOrUnder } from '../workspace-rules.ts';

export interface SystemView {
  /** Read-only mounts, in order. */
  readonly mounts: readonly { readonly from: string; readonly to: string }[];
  /** Links of the root folder, such as /bin → usr/bin. */
  readonly links: readonly { readonly path: string; readonly target: string }[];
  /** Empty folders laid over what the mounts would otherwise show. */
  readonly covered: readonly string[];
}

/** `/sbin` and `/lib*` are links on most systems and folders on some. */
const PROGRAM_FOLDERS = 'usr bin sbin lib lib32 lib64 libx32 opt nix/store gnu/store'.split(' ');

/** Settings without which programs do not start or do not agree with the rest of the system. Nothing of persons. */
const SETTINGS = (
  'alternatives ca-certificates crypto-policies debian_version fonts inputrc ld.so.cache ' +
  'ld.so.conf ld.so.conf.d localtime magic mime.types os-release pki/ca-trust/extracted ' +
  'pki/tls/certs protocols services ssl/cert.pem ssl/certs ssl/openssl.cnf terminfo ' +
  'timezone'
).split(' ');
const SETTINGS_PATTERN = /^(?:java-[\w-]+|python\d(?:\.\d+)?|perl|ImageMagick-\d|texmf|R)$/;

/**
 * `hidden` are real paths that must not be seen even when a program folder holds them; `ownSettings` is a private
 * folder in which the stand-ins for account and host files are written. Throws when that cannot be done.
 */
export function readSystemView(hidden: readonly string[], ownSettings: string): SystemView {
  const mounts: { from: string; to: string }[] = [];
  const links: { path: string; target: string }[] = [];
  for (const name of PROGRAM_FOLDERS) {
    const path = `/${name}`;
    const kind = kindOf(path);
    if (kind === 'link') links.push({ path, target: readlinkSync(path) });
    if (kind === 'folder') mounts.push({ from: path, to: path });
  }
  for (const name of settingNames()) {
    const path = join('/etc', name);
    if (kindOf(path) !== 'missing' && resolves(path)) mounts.push({ from: path, to: path });
  }
  mounts.push(...standIns(ownSettings));
  // SECURITY: a home folder below /opt or /usr would come along with it.
  const covered = hidden.filter(
    (path) => mounts.some(({ to }) => isAtOrUnder(path, to) && path !== to) && kindOf(path) === 'folder',
  );
  return { mounts, links, covered };
}

function settingNames(): string[] {
  const more =
    kindOf('/etc') === 'folder' ? readdirSync('/etc').filter((name) => SETTINGS_PATTERN.test(name)) : [];
  return [...SETTINGS, ...more];
}

/** Programs ask who they are and where localhost is; they are not told who lives here. */
function standIns(folder: string): { from: string; to: string }[] {
  const uid = process.getuid?.() ?? 1000;
  const gid = process.getgid?.() ?? 1000;
  const files: Record<string, string> = {
    passwd: `${uid === 0 ? '' : 'root:x:0:0:root:/:/bin/sh\n'}sandbox:x:${uid}:${gid}:sandbox:/tmp/home:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n`,
    group: `${gid === 0 ? '' : 'root:x:0:\n'}sandbox:x:${gid}:\nnogroup:x:65534:\n`,
    hosts: '127.0.0.1 localhost sandbox\n::1 localhost\n',
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\nservices: files\nprotocols: files\n',
  };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return Object.entries(files).map(([name, text]) => {
    const from = join(folder, name);
    writeFileSync(from, text, { mode: 0o644 });
    return { from, to: `/etc/${name}` };
  });
}

function kindOf(path: string): 'link' | 'folder' | 'other' | 'missing' {
  try {
    const seen = lstatSync(path);
    return seen.isSymbolicLink() ? 'link' : seen.isDirectory() ? 'folder' : 'other';
  } catch {
    return 'missing';
  }
}

function resolves(path: string): boolean {
  try {
    realpathSync(path);
    return true;
  } catch {
    return false;
  }
}
