// gateway, keys, devices: whether the door is open, who has a key, which devices are paired. Making a key prints its value
// once, and only where the command line may approve.
import { AppError } from '../contracts/errors.ts';
import { SCOPES, type Scope } from '../contracts/gateway.ts';
import { SCOPE_WORDS } from '../contracts/scope-words.ts';
import { type Command, none, oneLine, settled, shown } from './command.ts';

export const GATEWAY_COMMANDS: Readonly<Record<string, Command>> = {
  'gateway status': {
    usage: 'gateway status',
    run: (connection, words) =>
      none(words, async () =>
        shown(await connection.call('gateway', 'state', {}), ({ enabled, address, publicUrl, problem }) => [
          enabled
            ? `Open: ${address ?? 'not listening'}`
            : 'Closed. Set enabled = true under [gateway] in config.toml.',
          ...(publicUrl === null ? [] : [`Also answers for ${publicUrl}`]),
          ...(problem === null ? [] : [problem]),
        ]),
      ),
  },
  'gateway key': {
    usage: 'gateway key   (prints the key of this computer)',
    run: (connection, words) =>
      none(words, async () => shown(await connection.call('gateway', 'ownKey', {}), ({ token }) => [token])),
  },
  'keys list': {
    usage: 'keys list',
    run: (connection, words) =>
      none(words, async () =>
        shown(await connection.call('gateway', 'keys', {}), (keys) =>
          keys.map(
            ({ id, label, begins, scopes, lastUsedAt }) =>
              `${id}  ${oneLine(label)}  ${begins}…  ${scopes.join(',')}  ${lastUsedAt ?? 'never used'}`,
          ),
        ),
      ),
  },
  'keys create': {
    usage: `keys create NAME SCOPE...   (prints the key once; scopes: ${SCOPES.join(', ')})`,
    run: (connection, [label, ...words]) => {
      if (label === undefined || words.length === 0) return null;
      const unknown = words.find((word) => !isScope(word));
      if (unknown !== undefined)
        throw new AppError(
          'invalid-input',
          `There is no scope "${oneLine(unknown)}". There are: ${SCOPES.map((scope) => `${scope} (${SCOPE_WORDS[scope]})`).join(', ')}.`,
        );
      return connection
        .call('gateway', 'makeKey', { label, scopes: words.filter(isScope) })
        .then((made) => shown(made, ({ token }) => [token]));
    },
  },
  'keys revoke': {
    usage: 'keys revoke ID',
    run: (connection, [id, ...rest]) =>
      id === undefined || rest.length > 0 ? null : settled(connection.call('gateway', 'revokeKey', { id })),
  },
  'devices list': {
    usage: 'devices list',
    run: (connection, words) =>
      none(words, async () =>
        shown(await connection.call('gateway', 'devices', {}), (devices) =>
          devices.map(
            ({ id, label, lastUsedAt }) => `${id}  ${oneLine(label)}  ${lastUsedAt ?? 'never used'}`,
          ),
        ),
      ),
  },
  'devices pair': {
    usage: 'devices pair   (a code for ten minutes; then answer the question with: approvals answer)',
    run: (connection, words) =>
      none(words, async () =>
        shown(await connection.call('gateway', 'pairDevice', {}), ({ code, url, rows, expiresAt }) => [
          ...halfBlocks(rows),
          url,
          `${code}  until ${expiresAt}`,
        ]),
      ),
  },
  'devices revoke': {
    usage: 'devices revoke ID',
    run: (connection, [id, ...rest]) =>
      id === undefined || rest.length > 0
        ? null
        : settled(connection.call('gateway', 'revokeDevice', { id })),
  },
};

function isScope(word: string): word is Scope {
  return SCOPES.some((scope) => scope === word);
}

/** Two rows of a QR code to a line of text, light on a dark terminal and the other way round both readable. */
function halfBlocks(rows: readonly string[]): string[] {
  const blocks = { '00': '█', '01': '▀', '10': '▄', '11': ' ' } as const;
  return rows.flatMap((row, y) =>
    y % 2 === 1
      ? []
      : [
          [...row]
            .map((cell, x) => blocks[`${cell}${rows[y + 1]?.[x] ?? '0'}` as keyof typeof blocks])
            .join(''),
        ],
  );
}
