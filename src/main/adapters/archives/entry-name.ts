// Whether the name of an entry is a plain relative path, and whether two names would fall on each other. Decided by the
// text alone and alike on every system, so that an archive means the same wherever it is unpacked.
// Pure. Knows no format and no file system.

export type EntryName =
  | { kind: 'name'; segments: readonly string[]; isFolder: boolean }
  /** The archive's own root, as `./`. */
  | { kind: 'root' }
  | { kind: 'refused'; reason: string };

const MAX_NAME_CHARACTERS = 1_024;
const MAX_SEGMENT_BYTES = 200;
const MAX_DEPTH = 40;
const DEVICE_NAME = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;

export function readEntryName(name: string): EntryName {
  if (name === '') return refused('An entry has no name.');
  if (name.length > MAX_NAME_CHARACTERS) return refused('A name in it is too long.');
  // SECURITY: what cannot be seen, or turns the direction of writing, makes one name look like another; NUL ends it early.
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\ufffd]/u.test(name))
    return refused('A name in it holds characters that cannot be seen or read.');
  // SECURITY: a backslash is a way into another folder on one system and a letter on another.
  if (name.includes('\\')) return refused('A name in it holds a backslash.');
  // SECURITY: a colon names a drive or a hidden stream on Windows.
  if (name.includes(':')) return refused('A name in it holds a colon.');
  // SECURITY: from the root of the file system on, it is no name in a folder.
  if (name.startsWith('/')) return refused('A name in it begins at the root of the file system.');
  const isFolder = name.endsWith('/');
  const segments = name
    .replace(/\/$/, '')
    .split('/')
    .filter((segment) => segment !== '.');
  if (segments.length === 0) return { kind: 'root' };
  // SECURITY: a shell would make a home folder of it; also of what begins so behind "./".
  if (segments[0]?.startsWith('~') === true) return refused('A name in it begins with "~".');
  if (segments.length > MAX_DEPTH) return refused('Its folders are nested too deep.');
  for (const segment of segments) {
    // SECURITY: no way up, and no empty name that another reader would take for the root.
    if (segment === '..' || segment === '') return refused('A name in it leads out of its folder.');
    // SECURITY: Windows drops these endings, and the name becomes another one.
    if (/[. ]$/.test(segment) || segment.startsWith(' '))
      return refused('A name in it begins or ends in a way that some systems drop.');
    if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) return refused('A name in it is too long.');
    // SECURITY: on Windows these are devices in every folder.
    if (DEVICE_NAME.test(segment)) return refused('A name in it belongs to a device on Windows.');
    // SECURITY: a short name is another name for a file that is compared under its long one.
    if (/~\d/.test(segment)) return refused('A name in it looks like the short name of another file.');
  }
  return { kind: 'name', segments, isFolder };
}

/** Remembers names as the most forgiving file system would, and refuses two that are one there. */
export function createNameBook() {
  /** Folded path → how it was first written, and as what. */
  const known = new Map<string, { readonly written: string; readonly kind: 'file' | 'folder' }>();

  function note(path: string, kind: 'file' | 'folder', mayRepeat: boolean): string | null {
    const key = folded(path);
    const before = known.get(key);
    if (before === undefined) {
      known.set(key, { written: path, kind });
      return null;
    }
    // SECURITY: the second of two files of one name replaces the first, after the first was looked at.
    if (!mayRepeat || before.kind !== kind) return 'Two entries in it have the same name.';
    // SECURITY: on file systems that ignore case one folder would become the other.
    return before.written === path ? null : 'Two names in it differ only in a way that some systems ignore.';
  }

  return {
    /** Null, or why this name cannot stand beside the earlier ones. */
    add(segments: readonly string[], kind: 'file' | 'folder'): string | null {
      for (let depth = 1; depth < segments.length; depth += 1) {
        const problem = note(segments.slice(0, depth).join('/'), 'folder', true);
        if (problem !== null) return problem;
      }
      return note(segments.join('/'), kind, kind === 'folder');
    },
  };
}

function folded(path: string): string {
  return path
    .normalize('NFKC')
    .toLowerCase()
    .toUpperCase()
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .normalize('NFC');
}

function refused(reason: string): EntryName {
  return { kind: 'refused', reason };
}
