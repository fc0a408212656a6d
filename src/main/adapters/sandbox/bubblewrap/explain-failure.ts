// Why bubblewrap would not start here, and what to do, in words for the owner. Pure: its message and the system's
// switches in, a sentence out. An unknown message is passed on as it is: better than a guess.

export interface KernelSwitches {
  /** `/proc/sys/kernel/apparmor_restrict_unprivileged_userns`, null where it does not exist. */
  readonly appArmorRestricts: string | null;
  /** `/proc/sys/kernel/unprivileged_userns_clone`. */
  readonly usersMayMakeNamespaces: string | null;
  /** `/proc/sys/user/max_user_namespaces`. */
  readonly maxUserNamespaces: string | null;
}

export const BUBBLEWRAP_MISSING =
  'bubblewrap is not installed. Install it with: sudo apt install bubblewrap (or your system’s own package of that name).';

/** Ubuntu from 23.10 on. The profile is the one that Ubuntu's own package apparmor-profiles brings for bwrap, reduced to what is needed. */
export const APPARMOR_IN_THE_WAY = [
  'AppArmor does not let bubblewrap separate users on this system (Ubuntu does so from 23.10 on), so commands are refused.',
  'To mend it, put these lines into /etc/apparmor.d/bwrap, and then run: sudo apparmor_parser -r /etc/apparmor.d/bwrap',
  'abi <abi/4.0>,',
  'include <tunables/global>',
  'profile bwrap /usr/bin/bwrap flags=(unconfined) {',
  '  userns,',
  '}',
].join('\n');

/** The first version whose own way of mounting cannot be led astray by a link; see docs/decisions/0003-sandbox.md. */
const MENDED: readonly [number, number] = [0, 12];

/** A note for the owner about an old version, or null. Never a reason to refuse: distributions mend under old numbers. */
export function versionNote(version: string): string | null {
  const [, major, minor] = /bubblewrap (\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return null;
  const older = Number(major) < MENDED[0] || (Number(major) === MENDED[0] && Number(minor) < MENDED[1]);
  return older
    ? `Yours is version ${major}.${minor}. Versions before ${MENDED.join('.')} have a known weakness (CVE-2026-87766), which some systems have mended without a new number. Update it when your system offers one.`
    : null;
}

export function explainFailure(message: string, switches: KernelSwitches): string {
  if (/unknown option/i.test(message)) {
    return 'Your bubblewrap is too old for what confines a command: version 0.5 or newer is needed. Update it.';
  }
  if (/namespace|uid map|userns|Operation not permitted|Permission denied/i.test(message)) {
    if (switches.appArmorRestricts === '1') {
      return APPARMOR_IN_THE_WAY;
    }
    if (switches.usersMayMakeNamespaces === '0') {
      return 'This kernel does not let ordinary users make namespaces. Allow it with: sudo sysctl -w kernel.unprivileged_userns_clone=1';
    }
    if (switches.maxUserNamespaces === '0') {
      return 'This kernel allows no user namespaces. Allow them with: sudo sysctl -w user.max_user_namespaces=10000';
    }
    return `This system does not let bubblewrap make namespaces; inside a container they must be allowed from outside. It said: ${message}`;
  }
  return message;
}

/** What a confined trial prints: its own status, limits, mountinfo and net/dev from /proc. Null when all is as it must be. */
export function trialProblem(output: string, maxProcesses: number | null): string | null {
  if (!/^Seccomp:\s+2$/m.test(output)) return 'The system call filter is not in force.';
  if (!/^CapEff:\s+0+$/m.test(output) || !/^CapBnd:\s+0+$/m.test(output))
    return 'Capabilities are left over.';
  if (!/^NoNewPrivs:\s+1$/m.test(output)) return 'Programs could gain new rights.';
  if (!/^Max core file size\s+0\s/m.test(output)) return 'The limits are not in force.';
  if (/^Max (?:data|file) size\s+unlimited/m.test(output)) return 'The limits are not in force.';
  if (maxProcesses !== null && !new RegExp(`^Max processes\\s+${maxProcesses}\\s`, 'm').test(output)) {
    return 'The limit on processes is not in force.';
  }
  // SECURITY: the kernel's switches are files there; the last mount on a place is the one that is seen.
  const processes = [...output.matchAll(/^\d+ \d+ \d+:\d+ \S+ \/proc (\S+) /gm)].at(-1)?.[1];
  if (processes?.split(',').includes('ro') !== true) return 'The kernel’s settings could be changed.';
  const interfaces = [...output.matchAll(/^\s*([\w.@-]+):\s+\d+(?:\s+\d+){15}$/gm)].map((match) => match[1]);
  return interfaces.every((name) => name === 'lo') ? null : 'The network is still there.';
}
