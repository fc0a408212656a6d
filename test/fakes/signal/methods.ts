// The calls of signal-cli that the product makes, checked as signal-cli checks them.
//   method, parameters → result | error with signal-cli's number
// From signal-cli(1), signal-cli-jsonrpc(5) and SendMessageResultUtils. Knows no HTTP.
import type { Watch } from '../loopback/watch.ts';
import {
  failure,
  type Person,
  type ResultType,
  type RpcResult,
  recipientResult,
  result,
  type SentMessage,
} from './wire.ts';

export interface Trouble {
  readonly type: ResultType;
  readonly retryAfterSeconds?: number;
}

export interface World {
  readonly self: Person;
  readonly people: readonly Person[];
  readonly groups: ReadonlyMap<string, { readonly name: string; readonly members: readonly Person[] }>;
  readonly files: Map<string, Uint8Array>;
  readonly sent: SentMessage[];
  readonly typing: string[];
  /** What comes of a recipient instead of success, each time. */
  readonly trouble: Map<string, Trouble>;
  /** What comes of every recipient of the next message. */
  readonly nextTrouble: Trouble[];
  /** Accounts beside ours that the daemon serves; none: it was started with -a. */
  readonly otherAccounts: readonly Person[];
  readonly multiAccount: boolean;
  /** An older signal-cli does not say the ACI of an account. */
  readonly saysAci: boolean;
  nextTimestamp(): number;
}

const USER_ERROR = -1;
const STYLES = /^(\d+):(\d+):(BOLD|ITALIC|SPOILER|STRIKETHROUGH|MONOSPACE)$/;

export function callMethod(
  world: World,
  watch: Watch,
  method: unknown,
  given: Readonly<Record<string, unknown>>,
): RpcResult {
  if (method === 'listAccounts') {
    if (!world.multiAccount) return failure(-32601, 'Method not implemented');
    return result(
      [world.self, ...world.otherAccounts].map(({ number, aci }) =>
        world.saysAci ? { number, aci } : { number },
      ),
    );
  }
  if (world.multiAccount && given['account'] !== world.self.number && given['account'] !== world.self.aci)
    return failure(
      -32602,
      given['account'] === undefined
        ? 'Method requires valid account parameter'
        : 'Specified account does not exist',
    );
  if (!world.multiAccount && given['account'] !== undefined)
    return failure(-32600, 'Unrecognized field "account"');
  switch (method) {
    case 'listContacts':
      return result(
        [world.self, ...world.people]
          .filter(({ number }) => strings(given['recipient']).includes(number ?? ''))
          .map(({ number, aci }) => ({ number, uuid: aci })),
      );
    case 'send':
      return send(world, watch, given);
    case 'sendTyping':
      world.typing.push(...strings(given['recipient']), ...strings(given['groupId']));
      watch.changed();
      return result({ timestamp: world.nextTimestamp(), results: [] });
    case 'getAttachment':
      return getAttachment(world, given);
    default:
      return failure(-32601, 'Method not implemented');
  }
}

function send(world: World, watch: Watch, given: Readonly<Record<string, unknown>>): RpcResult {
  const groupId = strings(given['groupId'])[0];
  const recipients = strings(given['recipient']);
  const group = groupId === undefined ? undefined : world.groups.get(groupId);
  if (groupId === undefined && recipients.length === 0) return failure(USER_ERROR, 'No recipients given');
  if (groupId !== undefined && group === undefined)
    return failure(USER_ERROR, `Failed to send to group: Group not found: ${groupId}`);
  const message = given['message'];
  if (typeof message !== 'string') return failure(-32600, 'message must be a string');
  const styles = strings(given['textStyles']);
  for (const style of styles) {
    const [, start, length] = STYLES.exec(style) ?? [];
    if (start === undefined || Number(start) + Number(length) > message.length || Number(length) === 0)
      return failure(USER_ERROR, `Invalid textStyle syntax (${style}) expected 'start:length:STYLE'`);
  }
  const files: SentMessage['files'][number][] = [];
  for (const attachment of strings(given['attachments'])) {
    const file = fileOf(attachment);
    // signal-cli would open a file of this name and send it.
    if (file === null) return failure(USER_ERROR, 'Failed to add attachment: no such file');
    files.push(file);
  }
  if (message === '' && files.length === 0)
    return failure(
      USER_ERROR,
      'Sending empty message is not allowed, either a message or an attachment must be given.',
    );

  const edited = given['editTimestamp'];
  const members =
    group?.members ??
    recipients.map((aci) => world.people.find((person) => person.aci === aci) ?? stranger(aci));
  const next = world.nextTrouble.shift();
  const types: readonly Trouble[] = members.map(
    (person) => next ?? world.trouble.get(person.aci) ?? { type: known(world, person) },
  );
  const timestamp = world.nextTimestamp();
  const results = members.map((person, index) =>
    recipientResult(person, types[index]?.type ?? 'SUCCESS', types[index]?.retryAfterSeconds),
  );
  const response = { timestamp, results };
  if (members.length > 0 && types.every(({ type }) => type !== 'SUCCESS')) {
    const only = (type: ResultType) => types.every((each) => each.type === type);
    const code = only('IDENTITY_FAILURE') ? -4 : only('RATE_LIMIT_FAILURE') ? -5 : USER_ERROR;
    return failure(code, 'Failed to send message', { response });
  }
  const sent = { timestamp, to: groupId ?? recipients[0] ?? '', text: message, styles, files };
  if (edited === undefined) world.sent.push(sent);
  else {
    const place = world.sent.findIndex((each) => each.timestamp === edited);
    if (place === -1) return failure(USER_ERROR, 'Failed to send message: no message with this timestamp');
    world.sent[place] = { ...sent, timestamp: Number(edited) };
  }
  watch.changed();
  return result(response);
}

function known(world: World, person: Person): ResultType {
  return world.people.includes(person) ? 'SUCCESS' : 'UNREGISTERED_FAILURE';
}

function stranger(aci: string): Person {
  return { aci, number: null, name: '' };
}

function getAttachment(world: World, given: Readonly<Record<string, unknown>>): RpcResult {
  const id = given['id'];
  if (typeof id !== 'string' || (given['recipient'] === undefined && given['groupId'] === undefined))
    return failure(-32600, 'id, and recipient or groupId, are required');
  const bytes = world.files.get(id);
  return bytes === undefined
    ? failure(USER_ERROR, `Could not find attachment with ID: ${id}`)
    : result({ data: Buffer.from(bytes).toString('base64') });
}

/** RFC 2397, with a file name. */
function fileOf(attachment: string): SentMessage['files'][number] | null {
  const [, mediaType, name, data] =
    /^data:([^;,]+);filename=([^;,]*);base64,([A-Za-z0-9+/=]*)$/.exec(attachment) ?? [];
  if (mediaType === undefined || name === undefined || data === undefined) return null;
  return { name: decodeURIComponent(name), mediaType, bytes: Buffer.from(data, 'base64') };
}

/** One value or several, as signal-cli takes them. */
function strings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}
