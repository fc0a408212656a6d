// Whether a git configuration only says harmless things. Git runs what its configuration names (filters, pagers,
// aliases, a file system monitor), so one that appeared during a command stays only when every line is known to be inert.
// Pure; an unknown section, key or shape is not inert.

const INERT_KEYS: Record<string, RegExp> = {
  core: /^(?:repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|precomposeunicode|symlinks|autocrlf|eol)$/,
  user: /^(?:name|email)$/,
  init: /^defaultbranch$/,
  branch: /^(?:remote|merge|rebase)$/,
  remote: /^(?:url|fetch)$/,
  extensions: /^objectformat$/,
};

/** `ext::` and other helpers run programs; only these kinds of address do not. */
const INERT_URL = /^(?:https:\/\/|ssh:\/\/[\w.]|git@[\w.-]+:[\w./-]+$)/;

export function isInertGitConfig(text: string): boolean {
  let section: string | null = null;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    // A line that goes on, or one with a value of many parts, is read by git in ways this does not follow.
    if (/[\\\0]/.test(line)) return false;
    const header = /^\[([a-z]+)(?: "[^"]*")?\]$/i.exec(line)?.[1];
    if (header !== undefined) {
      section = header.toLowerCase();
      continue;
    }
    const [, key, value] = /^([a-z][a-z0-9-]*)\s*=\s*(.*)$/i.exec(line) ?? [];
    if (section === null || key === undefined || value === undefined) return false;
    if (!INERT_KEYS[section]?.test(key.toLowerCase())) return false;
    if (key.toLowerCase() === 'url' && !INERT_URL.test(value)) return false;
  }
  return true;
}
