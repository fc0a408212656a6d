// Places that are never removed, moved away or opened to everybody: the root, homes, system folders, and "everything here".
//   shape of a path + folders gone to before → kind of place
// Pure text; no file is looked at. What a variable holds is not known, only the names everybody knows.

/** `here` is the working folder as a whole, `above` what lies around it, `system` the machine's and the person's own. */
export type Place = 'system' | 'above' | 'here' | null;

/** Removed whole or in part, the system does not start or a person's files are gone. */
const WHOLE_TREES =
  /^\/(?:bin|boot|dev|etc|lib(?:32|64|x32)?|proc|run|sbin|sys|usr|System|Library|Applications|cores|private\/(?:etc|var)|nix|root)(?:\/|$)/;
/** Themselves and what lies right below them, but not deeper. */
const TOP_LEVELS =
  /^\/(?:home|Users|var|opt|srv|mnt|media|Volumes|snap|private|lost\+found|tmp)(?:\/[^/]*)?$/;
/** Within the former, what programs use for passing things. */
const PASSING =
  /^\/(?:dev\/(?:shm|null)|run\/user\/\d+|usr\/local\/[^/]+)\/.|^\/(?:opt|tmp|mnt|media|srv|snap|var\/tmp)\/[^/*?[]+$/;

export function placeOf(shape: string, folders: readonly string[] = []): Place {
  return strictest([judge(shape), ...folders.map((folder) => placeBelow(folder, shape))]);
}

/** After `cd /`, a relative name is one of the root. */
function placeBelow(folder: string, shape: string): Place {
  if (/^[/~$]/.test(shape)) return null;
  const place = judge(`${folder}/${shape}`);
  return place === 'here' ? null : place;
}

function judge(shape: string): Place {
  return strictest(alternatives(shape).map(judgeOne));
}

function judgeOne(written: string): Place {
  const path = settle(written);
  if (path === '') return null;
  if (/^~[\w.-]*(?:\/[*.?]*)?$/.test(path) || /^~[\w.-]*\/[^/]*[*?[][^/]*$/.test(path) === true) {
    // `~/*.log` names some files; `~/*` and `~/.*` name the home.
    return /^~[\w.-]*(?:\/(?:[*.?]|\[[^\]]*\])*)?$/.test(path) ? 'system' : null;
  }
  if (path.startsWith('/')) return isSystemPlace(path) ? 'system' : null;
  if (/^\.\.(?:\/\.\.)*(?:\/[*.?]*)?$/.test(path)) return 'above';
  if (path === '.' || isOnlyPattern(path)) return 'here';
  return null;
}

function isSystemPlace(path: string): boolean {
  const [, first = ''] = path.split('/');
  // SECURITY: `/*`, `/b*`, `/?in`: whatever it matches lies right under the root.
  if (first === '' || /[*?[{]/.test(first)) return true;
  if (PASSING.test(path)) return false;
  if (WHOLE_TREES.test(path)) return true;
  return TOP_LEVELS.test(path);
}

/** `*`, `.*`, `[!.]*`, `**`, `.[!.]*`, also after `./`: everything in the folder. */
function isOnlyPattern(path: string): boolean {
  const first = path.split('/')[0] ?? '';
  return /[*]/.test(first) && /^(?:[*.?]|\[[^\]]*\])+$/.test(first);
}

/** Names of the home and working folder made one, doubled slashes and `.` parts dropped, `..` followed. */
function settle(written: string): string {
  const named = written
    // SECURITY: `$HOME`, `${HOME}`, `${HOME:-/}` and `$(pwd)` are places that everybody knows.
    .replace(/^\$\{\w+(?::?[-=])([^}]*)\}/, (_whole, otherwise: string) => otherwise)
    .replace(/^\$(?:HOME|\{HOME[^}]*\})(?=\/|$)/, '~')
    .replace(/^\$(?:PWD|\{PWD[^}]*\}|\(pwd\))(?=\/|$)|^`pwd`(?=\/|$)/, '.')
    .replace(/^\$(?:OLDPWD|\{OLDPWD\})(?=\/|$)/, '..');
  const isAbsolute = named.startsWith('/');
  const parts: string[] = [];
  for (const part of named.split('/')) {
    if (part === '' || part === '.') continue;
    // SECURITY: `/tmp/../etc` is `/etc`.
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..' && !parts.at(-1)?.startsWith('~'))
      parts.pop();
    else if (part === '..' && isAbsolute) continue;
    else parts.push(part);
  }
  if (isAbsolute) return `/${parts.join('/')}`;
  if (parts[0]?.startsWith('~') === true && parts.includes('..')) return '/';
  return parts.join('/') || (named === '' ? '' : '.');
}

/** `{a,b}` written out, so that each is judged; a range is left as it is. More than 64 are not followed. */
function alternatives(shape: string): readonly string[] {
  let open = [shape];
  for (let round = 0; round < 6; round += 1) {
    const next = open.flatMap((text) => {
      const braces = /(?<!\$)\{([^{}]*,[^{}]*)\}/.exec(text);
      if (braces === null) return [text];
      const [whole, inner = ''] = braces;
      return inner.split(',').map((part) => text.replace(whole, () => part));
    });
    if (next.length > 64) return ['/'];
    open = next;
  }
  return open;
}

function strictest(places: readonly Place[]): Place {
  for (const place of ['system', 'above', 'here'] as const) if (places.includes(place)) return place;
  return null;
}

/** Whole disks, their parts and the machine's memory, as files. Harmless devices are not meant. */
export function isRawDevice(shape: string): boolean {
  const path = settle(shape);
  return /^\/(?:dev\/(?:sd|hd|vd|xvd|nvme|mmcblk|r?disk|dm-|md|loop|sr|nbd|zd|mapper\/|disk\/|mem$|kmem$|port$|mtd|block\/|nvram)|proc\/(?:sysrq-trigger|kcore|mem))/.test(
    path,
  );
}
