// What holds keys and passwords instead of words: known by its name, by its folder, or by how it begins. The list is a
// courtesy to an owner who chose a whole folder, not a boundary: nothing here finds a secret that looks like text.
// Pure.

export const SECRETS_REASON = 'It looks like a key store; secrets are not taken in.';

const NAMES = new RegExp(
  `^(?:${[
    'id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?(?:[-_.].*)?(?<!\\.pub)',
    '.*\\.(?:pem|key|ppk|p8|p12|pfx|jks|jceks|keystore|kdbx?|kdb|psafe3|gpg|pgp|age|agekey|enc|ovpn|keytab|keychain|keychain-db)',
    '\\.?(?:netrc|pgpass|htpasswd|git-credentials|npmrc|yarnrc|pypirc|dockercfg|my\\.cnf|s3cfg|boto|vault-token)',
    '_netrc',
    '\\.env(?:\\..*)?',
    '.*\\.env',
    'credentials(?:\\.(?:json|toml|ini|ya?ml|xml|db))?',
    'secrets?\\.(?:json|toml|ini|ya?ml|env)',
    '(?:pub|sec)ring\\..*',
    'trustdb\\.gpg',
    'wallet\\.dat',
    'logins\\.json',
    'key[34]\\.db',
    'shadow-?',
    'application_default_credentials\\.json',
    'service[-_]?account.*\\.json',
  ].join('|')})$`,
  'i',
);

const FOLDERS =
  /^(?:\.ssh|\.gnupg|\.password-store|\.aws|\.azure|\.kube|\.docker|keyrings|\.1password|.*\.(?:opvault|agilekeychain)|keychains)$/i;

/** `segments` of a path; the last one is the file. */
export function isKeyStorePath(segments: readonly string[]): boolean {
  return NAMES.test(segments.at(-1) ?? '') || segments.slice(0, -1).some((folder) => FOLDERS.test(folder));
}

/** What such files begin with where they are no text: KeePass, Java, age, GnuPG's key box. */
const BEGINNINGS: readonly (readonly number[])[] = [
  [0x03, 0xd9, 0xa2, 0x9a],
  [0xfe, 0xed, 0xfe, 0xed],
  [0xce, 0xce, 0xce, 0xce],
  [...'age-encryption.org/'].map((letter) => letter.charCodeAt(0)),
  [...'Salted__'].map((letter) => letter.charCodeAt(0)),
];

export function isKeyStoreBytes(bytes: Uint8Array): boolean {
  return (
    BEGINNINGS.some((beginning) => beginning.every((byte, at) => bytes[at] === byte)) ||
    // A key box names itself behind its first header.
    [0x4b, 0x42, 0x58, 0x66].every((byte, at) => bytes[8 + at] === byte)
  );
}

const KEY_LINE = /^[ \t"'`]*-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----/gm;
/** The first line of a key. An example that says "..." has none. */
const KEY_BODY = /[A-Za-z0-9+/=]{40}/;
/** Lines that stand before it: blank ones, and what PGP and old PEM say of the key. */
const KEY_HEADER = /^\W*$|^[ \t]*[\w-]{1,40}: /;

export function holdsPrivateKey(text: string): boolean {
  if (/^PuTTY-User-Key-File-\d|^AGE-SECRET-KEY-1[A-Z0-9]{20,}/m.test(text)) return true;
  for (const { index, 0: line } of text.matchAll(KEY_LINE)) {
    const behind = text.slice(index + line.length, index + line.length + 1_000).split('\n');
    if (KEY_BODY.test(behind.find((next) => !KEY_HEADER.test(next)) ?? '')) return true;
  }
  return false;
}

/** Columns of an export of passwords: the secret, and whose or where it is. */
export function looksLikePasswords(columns: readonly string[]): boolean {
  const names = columns.map((column) => column.toLowerCase().replace(/[^a-z]/g, ''));
  const has = (words: RegExp): boolean => names.some((name) => words.test(name));
  return (
    has(/^(?:login)?password$|^passwd$|^kennwort$|^passwort$/) && has(/user|login|url|website|email|title/)
  );
}
