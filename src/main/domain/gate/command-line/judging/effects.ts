// What one program with its words does to the world, beyond running: writes, reaches the network, cannot be undone.
//   name + words → effects, hosts, paths
// A program that is not known is taken to write, never to reach further: the network has its own switch.
import type { Effect } from '../../../../../contracts/effects.ts';
import type { Argument, Invocation } from '../reading/invocation.ts';
import { readOptions } from '../reading/options.ts';
import { withoutVersion } from '../reading/program-name.ts';

/**
 * What cannot be undone: deletion, overwriting as the program's purpose, rights, processes. cp, tee and `>` write as
 * write_file does and are no more than that. Source: experience.md, "No always for what cannot be made a safe rule".
 */
const IRREVERSIBLE =
  /^(?:rm|rmdir|unlink|srm|trash|rimraf|dd|shred|truncate|mv|chmod|chown|chgrp|chattr|setfacl|kill|pkill|killall|killall5|wipefs|mkfs|crontab|userdel|passwd|shutdown|reboot|halt|poweroff|del|erase|rd|ri|move|ren|remove-item|clear-content|move-item|taskkill|stop-process|format|cipher|dropdb|umount|swapoff|iptables|history)$/;

const NETWORK =
  /^(?:curl|wget|aria2c|http|https|httpie|xh|ssh|scp|sftp|rsync|mosh|ftp|tftp|lftp|nc|ncat|netcat|socat|telnet|dig|host|nslookup|drill|ping|ping6|traceroute|tracepath|mtr|whois|nmap|masscan|rclone|aws|gcloud|az|gh|glab|heroku|kubectl|docker|podman|npx|yt-dlp|youtube-dl|mail|mailx|sendmail|msmtp|mutt|telegram-send|apt|apt-get|dnf|yum|pacman|apk|brew|snap|flatpak|gem|invoke-webrequest|iwr|irm|invoke-restmethod|bitsadmin|certutil|smbclient|ldapsearch|mysql|psql|redis-cli|mongo|mongosh|openssl|lynx|w3m|links|elinks|lp|lpr|gpg)$/;

const GIT_NETWORK =
  /^(?:push|pull|fetch|clone|ls-remote|remote|send-email|request-pull|lfs|submodule|archive)$/;
const GIT_LOSES =
  /^(?:clean|reset|checkout|restore|switch|rm|rebase|filter-branch|gc|prune|stash|branch|tag|push|reflog|worktree|update-ref)$/;
const PACKAGE_NETWORK =
  /^(?:install|i|ci|add|update|upgrade|publish|dlx|exec|x|create|init|audit|outdated|view|search|sync|login|download|fetch|get|create-app|require)$/;

export interface Reach {
  readonly effects: ReadonlySet<Effect>;
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
}

export function reachOf(name: string, invocation: Invocation): Reach {
  const words = invocation.words.slice(1);
  const effects = new Set<Effect>(['write']);
  const hosts = hostsIn(words, name);
  const plain = withoutVersion(name);
  if (IRREVERSIBLE.test(plain) || /^mkfs\./.test(name) || losesByOption(plain, words))
    effects.add('irreversible');
  if (NETWORK.test(plain) || hosts.length > 0 || reachesBySubcommand(plain, words) || opensSocket(invocation))
    effects.add('network');
  return { effects, hosts, paths: writtenPaths(name, invocation) };
}

function losesByOption(name: string, words: readonly Argument[]): boolean {
  const has = (pattern: RegExp): boolean => words.some(({ shape }) => pattern.test(shape));
  switch (name) {
    case 'git':
      return GIT_LOSES.test(subcommand(words));
    case 'find':
      return has(/^-delete$/) || has(/^-f(?:print|ls)/);
    case 'sed':
    case 'perl':
      return has(/^-[a-zA-Z]*i|^--in-place/);
    case 'rsync':
      return has(/^--(?:del|remove-source)/);
    case 'sort':
      return has(/^-[a-zA-Z]*o|^--o/);
    case 'ln':
      return has(/^-[a-zA-Z]*f|^--force/);
    case 'docker':
    case 'podman':
    case 'kubectl':
      return has(/^(?:rm|rmi|prune|delete|kill|down)$/);
    case 'npm':
    case 'cargo':
      return has(/^(?:unpublish|publish|yank|deprecate)$/);
    case 'systemctl':
      return has(/^(?:stop|disable|mask|kill|restart)$/);
    case 'tar':
      return has(/^--(?:remove-files|delete|overwrite)/);
    default:
      return false;
  }
}

function reachesBySubcommand(name: string, words: readonly Argument[]): boolean {
  const first = subcommand(words);
  if (name === 'git') return GIT_NETWORK.test(first);
  if (/^(?:npm|pnpm|yarn|bun|pip|pipx|uv|uvx|cargo|go|composer|bundle|poetry|mvn|gradle|deno)$/.test(name)) {
    return PACKAGE_NETWORK.test(first) || first === '' || name === 'uvx';
  }
  return false;
}

/** `/dev/tcp/host/port` is a connection in bash. */
function opensSocket({ redirects }: Invocation): boolean {
  return redirects.some(({ target }) => /^\/dev\/(?:tcp|udp)\//.test(target?.shape ?? ''));
}

export function subcommand(words: readonly Argument[]): string {
  return (
    readOptions(words, {
      valued: 'cC',
      longValued: ['git-dir', 'work-tree', 'prefix', 'namespace'],
      stopsAtOperand: true,
    }).operands[0]?.shape ?? ''
  );
}

/** Hosts of addresses with a scheme, and of `user@host` and `host:path` where the program takes those. */
function hostsIn(words: readonly Argument[], name: string): string[] {
  const hosts = words.flatMap(({ shape }) =>
    [...shape.matchAll(/\b[a-z][a-z0-9+.-]{0,15}:\/\/(?:[^\s/@]{0,256}@)?(\[[^\]]+\]|[^\s/:?#'"]+)/gi)].map(
      ([, host = '']) => host,
    ),
  );
  if (/^(?:ssh|scp|sftp|rsync|mosh|git)$/.test(name)) {
    hosts.push(...words.flatMap(({ shape }) => /^(?:[\w.-]+@)([\w.-]+)(?::|$)/.exec(shape)?.[1] ?? []));
  }
  if (/^(?:curl|wget|ping|dig|host|nslookup|nc|ncat|telnet|ssh|whois)$/.test(name)) {
    const bare = words.find(
      ({ shape }) => /^(?!-)[\w-]+(?:\.[\w-]+)+(?:[:/].*)?$/.test(shape) || shape === 'localhost',
    );
    if (bare !== undefined) hosts.push(/^[\w.-]+/.exec(bare.shape)?.[0] ?? '');
  }
  return [...new Set(hosts.map((host) => host.toLowerCase()).filter((host) => host !== ''))];
}

/** Every operand of what writes files, and what is redirected to. */
function writtenPaths(name: string, { words, redirects }: Invocation): string[] {
  const targets = redirects.flatMap(({ kind, target }) =>
    kind !== 'read' &&
    kind !== 'here' &&
    kind !== 'duplicate' &&
    target?.value != null &&
    target.value !== '/dev/null'
      ? [target.value]
      : [],
  );
  const literals = readOptions(words.slice(1), {}).operands.flatMap(({ value }) =>
    value === null ? [] : [value],
  );
  if (/^(?:rm|rmdir|unlink|shred|truncate|touch|mkdir|tee|mv)$/.test(name)) return [...literals, ...targets];
  if (/^(?:cp|install|ln)$/.test(name)) return [...literals.slice(-1), ...targets];
  return targets;
}
