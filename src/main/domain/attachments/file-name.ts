// The name under which a file from outside is kept: made of letters, digits and three signs, whatever its sender called
// it. It leads nowhere, hides nothing, starts nothing and is no other name on any system. Pure.
//   name as sent, kind, type → plain name → further names where that one is taken
import type { InboundAttachment } from '../ports/attachments.ts';
import { cleanText } from '../untrusted-text/clean-text.ts';

/** A file system takes 255 bytes; what a tool puts before or behind it must fit too. */
const MAX_NAME_BYTES = 100;
const MAX_EXTENSION = 16;
/** After so many of one name the next is told apart by an id. */
const MAX_NUMBERED = 50;

/** What the systems themselves start, install or follow when it is opened. */
const STARTED = new Set(
  (
    'action ahk apk app appimage application applescript appref-ms bat bin-sh cab chm cmd com command cpl crx deb ' +
    'desktop dll dmg drv exe fileloc flatpakref gadget hta img inetloc inf iso jar js jse lnk mobileconfig mpkg msc msi ' +
    'msix msp ocx pif pkg prg ps1 psm1 pyw reg rpm run scf scpt scr search-ms service sct settingcontent-ms shb shs snap ' +
    'sys terminal tool url vb vbe vbs vhd vhdx webloc website workflow ws wsc wsf wsh xll xpi'
  ).split(' '),
);
/** Put behind it: then no system starts it, and a person still sees what it was. */
const HARMLESS = 'data';

/** Types that say what a file is and no more: others are the sender's words, and not repeated. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'image/avif': 'avif',
  'image/svg+xml': 'svg',
  'image/tiff': 'tiff',
  'audio/ogg': 'ogg',
  'audio/opus': 'opus',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/amr': 'amr',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'video/quicktime': 'mov',
  'video/3gpp': '3gp',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/gzip': 'gz',
  'application/json': 'json',
  'application/rtf': 'rtf',
  'application/octet-stream': 'bin',
  'application/msword': 'doc',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.ms-powerpoint': 'ppt',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'application/epub+zip': 'epub',
  'text/plain': 'txt',
  'text/markdown': 'md',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/calendar': 'ics',
  'text/vcard': 'vcf',
};
const OF_KIND: Readonly<Record<InboundAttachment['kind'], string>> = {
  image: 'image',
  audio: 'audio',
  video: 'video',
  file: 'file',
};

/** The type without its parameters, when it is one of those we know; null for every other. */
export function knownType(mediaType: string | null): string | null {
  const plain = (mediaType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return Object.hasOwn(EXTENSIONS, plain) ? plain : null;
}

/** By its extension, for a file of ours; `application/octet-stream` when that says nothing. */
export function typeOfName(name: string): string {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const found = Object.entries(EXTENSIONS).find(([, ending]) => ending === extension)?.[0];
  return found ?? (extension === 'jpeg' ? 'image/jpeg' : 'application/octet-stream');
}

/** For a file that comes in. */
export function plainFileName(
  name: string | null,
  kind: InboundAttachment['kind'],
  mediaType: string | null,
): string {
  const { stem, extension } = parted(cleaned(name ?? '') || OF_KIND[kind], mediaType);
  // SECURITY: what a system starts when it is opened is kept as something that it does not.
  return named(stem, STARTED.has(extension.toLowerCase()) ? `${extension}.${HARMLESS}` : extension);
}

/** For a file that goes out, by its path in the workspace: as plain, and with its own extension. */
export function outgoingFileName(path: string): string {
  const { stem, extension } = parted(cleaned(path) || OF_KIND.file, null);
  return named(stem, extension);
}

function cleaned(name: string): string {
  // SECURITY: what cannot be seen, or turns the direction of reading, would make one name look like another.
  const seen = cleanText(cleanText(name).normalize('NFKC'));
  // SECURITY: never the sender's path: what stands before a slash of either kind, or a drive, is not looked at.
  const last = seen.split(/[\\/:]/).at(-1) ?? '';
  return (
    last
      // SECURITY: no sign that a shell, a tool or a file system reads as anything but a part of a name.
      .replace(/[^\p{L}\p{N}\p{M}._-]+/gu, '_')
      // SECURITY: no way up, and no second extension made of dots.
      .replace(/\.{2,}/g, '.')
      // SECURITY: no hidden file, and none that reads as an option of a program.
      .replace(/^[\p{M}._-]+/u, '')
      .replace(/[._-]+$/, '')
  );
}

function named(stem: string, ending: string): string {
  // SECURITY: Windows would open a device instead of a file, whatever comes behind the name.
  const own = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$?|conout\$?|clock\$?)(?:\.|$)/iu.test(stem)
    ? `file-${stem}`
    : stem;
  return `${cutToBytes(own, MAX_NAME_BYTES - ending.length - 1)}.${ending}`;
}

/** Where a name is taken: the same with a number, and at last with an id that is nobody else's. */
export function* namesFor(name: string, id: string): Generator<string> {
  const dot = name.indexOf('.') === -1 ? name.length : name.indexOf('.');
  const [stem, rest] = [name.slice(0, dot), name.slice(dot)];
  yield name;
  for (let number = 2; number <= MAX_NUMBERED; number++) yield `${stem}-${number}${rest}`;
  yield `${stem}-${id.toLowerCase()}${rest}`;
}

/** Every file has an extension: names without one are often obeyed (`HEAD`, `config`, `Makefile`). */
function parted(name: string, mediaType: string | null): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  const extension = dot === -1 ? '' : name.slice(dot + 1);
  if (dot > 0 && extension.length <= MAX_EXTENSION && /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/.test(extension))
    return { stem: name.slice(0, dot), extension };
  const known = knownType(mediaType);
  return { stem: name, extension: known === null ? 'bin' : (EXTENSIONS[known] ?? 'bin') };
}

/** Whole characters only. */
function cutToBytes(text: string, maxBytes: number): string {
  const encoder = new TextEncoder();
  let cut = '';
  let bytes = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    bytes += encoder.encode(segment).byteLength;
    if (bytes > maxBytes) break;
    cut += segment;
  }
  return cut === '' ? 'file' : cut;
}
