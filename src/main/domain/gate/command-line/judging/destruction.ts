// Deny patterns: what is never run, whatever a rule says. One program with its words → the sentence that says why, or null.
//   recursive removal · raw devices and formatting · power · every process at once · the machine opened to everybody
// Source: capabilities.md, B4. May not know how the command was reached; the caller asks for every segment and wrapper.
import type { Argument, Invocation } from '../reading/invocation.ts';
import { readOptions } from '../reading/options.ts';
import { isRawDevice, type Place, placeOf } from './places.ts';

export type Destruction = (invocation: Invocation, folders: readonly string[]) => string | null;

const REMOVES_ALL = 'It would delete a whole system, home or working folder.';
const WRITES_DEVICE = 'It would write straight onto a disk or into memory.';
const FORMATS = 'It would format or repartition a disk.';
const ENDS_POWER = 'It would turn off or restart the computer.';
const ENDS_ALL = 'It would end every process.';
const OPENS_ALL = 'It would change who may use a whole system, home or parent folder.';

/** By name of the program, without folder. */
const RULES: Readonly<Record<string, Destruction>> = {
  rm: removal,
  unlink: removal,
  rmdir: removal,
  trash: removal,
  srm: removal,
  'safe-rm': removal,
  rimraf: (invocation, folders) => removesAny(operandsOf(invocation), folders),
  'del-cli': (invocation, folders) => removesAny(operandsOf(invocation), folders),
  mv: ({ words }, folders) =>
    words.slice(1, -1).some(({ shape }) => placeOf(shape, folders) === 'system')
      ? REMOVES_ALL
      : onDevice(words),
  find: finding,
  rsync: (invocation, folders) =>
    hasOption(invocation, /^--(?:del|remove-source)/) &&
    ['system', 'above'].includes(String(placeOf(operandsOf(invocation).at(-1)?.shape ?? '', folders)))
      ? REMOVES_ALL
      : onDevice(invocation.words),
  cp: ({ words }) => onDevice(words.slice(-1)),
  install: ({ words }) => onDevice(words.slice(-1)),
  ln: () => null,
  tee: ({ words }) => onDevice(words),
  sponge: ({ words }) => onDevice(words),
  shred: ({ words }) => onDevice(words),
  truncate: ({ words }) => onDevice(words),
  dd: ({ words }) =>
    onDevice(words.flatMap(({ shape }) => (shape.startsWith('of=') ? [of(shape.slice(3))] : []))),
  chmod: permissions,
  chown: permissions,
  chgrp: permissions,
  chattr: permissions,
  setfacl: permissions,
  shutdown: (invocation) => (hasOption(invocation, /^(?:-c|--help|--version|--show)$/) ? null : ENDS_POWER),
  reboot: power,
  halt: power,
  poweroff: power,
  pm_hibernate: power,
  telinit: runLevel,
  init: runLevel,
  systemctl: ({ words }) =>
    words.some(({ shape }) =>
      /^(?:poweroff|reboot|halt|kexec|soft-reboot|suspend|hibernate|hybrid-sleep|rescue|emergency|(?:poweroff|reboot|halt|shutdown|rescue|emergency)\.target)$/.test(
        shape,
      ),
    )
      ? ENDS_POWER
      : null,
  loginctl: ({ words }) =>
    words.some(({ shape }) => /^(?:poweroff|reboot|halt)$/.test(shape)) ? ENDS_POWER : null,
  kill: killing,
  killall5: () => ENDS_ALL,
  pkill: ({ words }) =>
    words.slice(1).some(({ shape }) => /^(?:\.|\.\*|\^?\.?\*?\$?|'')$/.test(shape)) ? ENDS_ALL : null,
  wipefs: ({ words }) => (isOnlyAsking(words) ? null : onDeviceOrUnknown(words)),
  blkdiscard: ({ words }) => onDeviceOrUnknown(words),
  badblocks: (invocation) =>
    hasOption(invocation, /^-[a-z]*[wn]/) ? onDeviceOrUnknown(invocation.words) : null,
  diskutil: ({ words }) =>
    /^(?:erase|partition|reformat|zero|random|secureErase|apfs|cs)/i.test(words[1]?.shape ?? '')
      ? FORMATS
      : null,
  cryptsetup: ({ words }) =>
    words.some(({ shape }) => /^(?:luksFormat|erase|luksErase|reencrypt)$/.test(shape)) ? FORMATS : null,
  nvme: ({ words }) => (/^(?:format|sanitize|write)/.test(words[1]?.shape ?? '') ? FORMATS : null),
  zpool: ({ words }) => (/^(?:destroy|labelclear)$/.test(words[1]?.shape ?? '') ? FORMATS : null),
  mdadm: (invocation) => (hasOption(invocation, /^--zero-superblock/) ? FORMATS : null),
};

const PARTITIONERS =
  /^(?:[csg]?fdisk|sgdisk|gdisk|parted|gparted|partx|addpart|delpart|mkswap|mke2fs|newfs\w*|mkdosfs|mkntfs|[plv]vremove|vgremove|mkfs(?:\.\w+)?)$/;

export function posixDestruction(
  name: string,
  invocation: Invocation,
  folders: readonly string[],
): string | null {
  if (PARTITIONERS.test(name))
    return isOnlyAsking(invocation.words) ? null : onDeviceOrUnknown(invocation.words);
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  return rule?.(invocation, folders) ?? null;
}

/** Redirections count for every program, and where there is none. */
export function redirectDestruction({ redirects }: Pick<Invocation, 'redirects'>): string | null {
  const written = redirects.flatMap(({ kind, target }) =>
    target === null || kind === 'read' || kind === 'here' || kind === 'duplicate' ? [] : [target],
  );
  return onDevice(written);
}

function removal(invocation: Invocation, folders: readonly string[]): string | null {
  const { options, operands } = readOptions(invocation.words.slice(1), {});
  // SECURITY: this option exists to remove the root.
  if (options.some(({ name }) => name.startsWith('--no-preserve'))) return REMOVES_ALL;
  const isRecursive = options.some(({ name }) => /^-[rR]$/.test(name) || /^--r/.test(name));
  if (!isRecursive) return onDevice(operands);
  return removesAny(operands, folders);
}

function removesAny(operands: readonly Argument[], folders: readonly string[]): string | null {
  return operands.some(({ shape }) => placeOf(shape, folders) !== null) ? REMOVES_ALL : null;
}

/** `find / -delete`, `find . -exec rm {} +`; with a condition, the working folder may be searched. */
function finding({ words }: Invocation, folders: readonly string[]): string | null {
  const shapes = words.slice(1).map(({ shape }) => shape);
  const start = shapes.findIndex((shape) => /^[-(!]/.test(shape) && !/^-(?:[HLP]|D|O\d*)$/.test(shape));
  const roots = start < 0 ? shapes : shapes.slice(0, start);
  const actions = start < 0 ? [] : shapes.slice(start);
  const removes =
    actions.includes('-delete') ||
    actions.some(
      (shape, index) =>
        /^-(?:exec|ok)(?:dir)?$/.test(shape) &&
        /(?:^|\/)(?:rm|shred|unlink|rmdir|srm)$/.test(actions[index + 1] ?? ''),
    );
  if (!removes) return null;
  const isNarrowed = actions.some((shape) =>
    /^-(?:i?name|i?path|i?regex|wholename|[acm](?:time|min)|newer|size|empty|user)/.test(shape),
  );
  const places = (roots.length === 0 ? ['.'] : roots).map((root) => placeOf(root, folders));
  return places.some((place) => place === 'system' || place === 'above' || (place === 'here' && !isNarrowed))
    ? REMOVES_ALL
    : null;
}

function permissions(invocation: Invocation, folders: readonly string[]): string | null {
  const isRecursive = hasOption(invocation, /^(?:-[a-zA-Z]*R|--recursive|--rec)/);
  const places = operandsOf(invocation).map(({ shape }): Place => placeOf(shape, folders));
  const isRoot = operandsOf(invocation).some(({ shape }) => /^\/+$/.test(shape));
  return isRoot || (isRecursive && places.some((place) => place === 'system' || place === 'above'))
    ? OPENS_ALL
    : null;
}

function power(invocation: Invocation): string | null {
  return hasOption(invocation, /^--(?:help|version)$/) ? null : ENDS_POWER;
}

function runLevel({ words }: Invocation): string | null {
  return /^[06sS1]$/.test(words[1]?.shape ?? '') ? ENDS_POWER : null;
}

/** `kill -9 -1`: the process number -1 is every process. `kill -1 1234` is only a signal. */
function killing({ words }: Invocation): string | null {
  const shapes = words.slice(1).map(({ shape }) => shape);
  if (/^-(?:l|L|-list|-table)/.test(shapes[0] ?? '')) return null;
  const withoutSignal = /^-(?:s|n|-signal)$/.test(shapes[0] ?? '')
    ? shapes.slice(2)
    : /^-(?!-$)/.test(shapes[0] ?? '') && shapes.length > 1
      ? shapes.slice(1)
      : shapes;
  // SECURITY: -1 is everything that may be signalled, and 1 is what everything else hangs on.
  return withoutSignal.some((shape) => shape === '-1' || shape === '1') ? ENDS_ALL : null;
}

function isOnlyAsking(words: readonly Argument[]): boolean {
  const options = words.slice(1).map(({ shape }) => shape);
  return options.some((shape) =>
    /^(?:-l|--list|--help|--version|-h|-V|-x|--noheadings|-n|--no-act|--dry-run|-p|--print|print)$/.test(
      shape,
    ),
  );
}

function onDevice(words: readonly Argument[]): string | null {
  return words.some(({ shape }) => isRawDevice(shape)) ? WRITES_DEVICE : null;
}

/** A disk image in a file is nobody's disk; no operand, or one that is not known, may be any disk. */
function onDeviceOrUnknown(words: readonly Argument[]): string | null {
  const operands = words.slice(1).filter(({ shape }) => !shape.startsWith('-'));
  const isFile = operands.some(({ shape }) => /\.(?:img|iso|raw|qcow2|vhd|vmdk|dmg|bin|disk)$/i.test(shape));
  return isFile && !operands.some(({ value, shape }) => value === null || shape.startsWith('/dev/'))
    ? null
    : FORMATS;
}

function operandsOf({ words }: Invocation): readonly Argument[] {
  return readOptions(words.slice(1), {}).operands;
}

function hasOption({ words }: Invocation, pattern: RegExp): boolean {
  return words.slice(1).some(({ shape }) => pattern.test(shape));
}

function of(shape: string): Argument {
  return { value: shape, shape };
}
