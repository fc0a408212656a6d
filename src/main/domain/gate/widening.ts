// Which changes of settings widen authority, and so become a question in the approval window. Pure.
// Narrowing is applied at once. Source of the list: architecture.md, "Authority has one window".

import { DIRECT, directSettingSchema, readChannelSettingKey } from '../../../contracts/channel-settings.ts';
import { AppError } from '../../../contracts/errors.ts';
import {
  type Config,
  configSchema,
  type PlainSettingKey,
  pathOfSetting,
  type SettingKey,
} from '../../../contracts/settings.ts';
import { PRESETS } from './rules/presets.ts';
import { whyChannelWidens } from './widening-channels.ts';
import { gatewayWidening } from './widening-gateway.ts';
import { addedTo, hostOf, wider } from './width.ts';

const PRESET_WIDTH = ['locked', 'careful', 'trusting'];
const LEARN_WIDTH = ['nobody', 'owner', 'everyone'];
const SANDBOX_WIDTH = ['all', 'non-main', 'off'];

/** Why this change needs the owner's confirmation, in one sentence; null when it narrows or changes nothing. */
export function whyWidening(before: Config, after: Config, key: SettingKey): string | null {
  const channelPath = readChannelSettingKey(key);
  return channelPath === null
    ? whyPlainWidens(before, after, key as PlainSettingKey)
    : whyChannelWidens(before, after, channelPath);
}

function whyPlainWidens(before: Config, after: Config, key: PlainSettingKey): string | null {
  switch (key) {
    case 'agent.name':
      return null;
    case 'webhooks.port':
    case 'webhooks.public_url':
    case 'webhooks.allowed_hosts':
      return webhooksWidening(before.webhooks, after.webhooks);
    case 'limits.steps_per_turn':
      return more(before, after, 'steps_per_turn', 'One message could cause more steps.');
    case 'limits.command_seconds':
      return more(before, after, 'command_seconds', 'Commands could run for longer.');
    case 'limits.command_memory_mb':
      return more(before, after, 'command_memory_mb', 'Commands could use more memory.');
    case 'limits.command_processes':
      return more(before, after, 'command_processes', 'Commands could start more processes.');
    case 'limits.command_file_mb':
      return more(before, after, 'command_file_mb', 'Commands could write larger files.');
    case 'policy.preset': {
      // SECURITY: what may happen without a question.
      const { preset } = after.policy;
      const { title, summary } = PRESETS[preset];
      return wider(PRESET_WIDTH, before.policy.preset, preset)
        ? `The preset would be ${title}. ${summary}`
        : null;
    }
    case 'sandbox.mode':
    case 'sandbox.backend':
    case 'sandbox.allow_tools':
    case 'sandbox.deny_tools':
    case 'sandbox.allow_hosts':
    case 'sandbox.read_only':
    case 'sandbox.image':
      return sandboxWidening(before.sandbox, after.sandbox, key);
    case 'gateway.enabled':
    case 'gateway.port':
    case 'gateway.public_url':
    case 'gateway.allowed_hosts':
    case 'gateway.allowed_origins':
      return gatewayWidening(before.gateway, after.gateway, key);
    case 'web':
      return webWidening(before.web, after.web);
    case 'model':
      return modelWidening(before.model, after.model);
    case 'memory.learn_from':
      return wider(LEARN_WIDTH, before.memory.learn_from, after.memory.learn_from)
        ? 'Facts would be kept from the conversations of more people.'
        : null;
    case 'memory.model':
      return memoryModelWidening(before, after);
    case 'memory.embedding':
      return embeddingWidening(before.memory.embedding, after.memory.embedding);
    case 'approvals.expire_minutes':
      return after.approvals.expire_minutes > before.approvals.expire_minutes
        ? 'Questions would stay open for longer.'
        : null;
    case 'approvals.allow_from_cli':
      // SECURITY: a second place that can approve.
      return after.approvals.allow_from_cli && !before.approvals.allow_from_cli
        ? 'Any program of your account could approve through the command line.'
        : null;
    case 'approvals.forward_to': {
      // SECURITY: a second place that can approve.
      const { forward_to } = after.approvals;
      return forward_to === '' || forward_to === before.approvals.forward_to
        ? null
        : 'Questions would also be sent to that conversation, and could be answered there by your own account.';
    }
  }
}

type Embedding = Config['memory']['embedding'];
type Sandbox = Config['sandbox'];
type SandboxKey = Extract<SettingKey, `sandbox.${string}`>;

const CONFINED_BY = { system: 'the operating system', docker: 'Docker', podman: 'Podman' } as const;

function sandboxWidening(was: Sandbox, will: Sandbox, key: SandboxKey): string | null {
  switch (key) {
    case 'sandbox.mode':
      // SECURITY: an unconfined command can do whatever the account can.
      if (!wider(SANDBOX_WIDTH, was.mode, will.mode)) return null;
      return will.mode === 'off'
        ? 'No command would be confined: each could do whatever your account can.'
        : 'Commands of your own conversations would not be confined: each could do whatever your account can.';
    case 'sandbox.backend':
      // SECURITY: another wall; which is the higher one depends on the machine.
      return was.backend === will.backend
        ? null
        : `Commands would be confined by ${CONFINED_BY[will.backend]}.`;
    case 'sandbox.image':
      // SECURITY: the image is the program that runs.
      return will.image === '' || was.image === will.image
        ? null
        : `Commands would run in the image ${will.image}.`;
    case 'sandbox.allow_tools':
      return was.allow_tools.includes('*')
        ? null
        : addedTo(was.allow_tools, will.allow_tools, 'may be used outside your own conversations');
    case 'sandbox.deny_tools':
      return will.deny_tools.includes('*')
        ? null
        : addedTo(will.deny_tools, was.deny_tools, 'may be used outside your own conversations again');
    case 'sandbox.allow_hosts':
      // SECURITY: a way out for whatever a command can read.
      return addedTo(
        was.allow_hosts,
        will.allow_hosts,
        'could be reached by commands, and sent what they can read',
      );
    case 'sandbox.read_only':
      // SECURITY: what a command may read can become part of an answer.
      return addedTo(was.read_only, will.read_only, 'could be read by commands');
  }
}

function webhooksWidening(was: Config['webhooks'], will: Config['webhooks']): string | null {
  // SECURITY: a door that platforms reach from outside, and the address that their signatures are held to.
  if (will.public_url !== '' && will.public_url !== was.public_url)
    return `Platforms could call this computer by ${hostOf(will.public_url)}. Each request must be signed by its platform.`;
  return addedTo(was.allowed_hosts, will.allowed_hosts, 'would be accepted as a name of the webhooks');
}

function webWidening(was: Config['web'], will: Config['web']): string | null {
  // SECURITY: what is searched for goes there.
  if (will.search !== 'none' && (will.search !== was.search || will.searxng_url !== was.searxng_url)) {
    const where = will.search === 'searxng' ? hostOf(will.searxng_url ?? '') : will.search;
    return `What the agent searches for would be sent to ${where}.`;
  }
  // An address that nobody uses yet is judged when it is used: choosing searxng is asked about in any case.
  if (was.allow_hosts.length > 0) {
    // SECURITY: an empty list means any host here, so that taking the last one away opens all.
    if (will.allow_hosts.length === 0) return 'Pages could be fetched from any host.';
    const added = addedTo(was.allow_hosts, will.allow_hosts, 'could be fetched from');
    if (added !== null) return added;
  }
  return addedTo(will.deny_hosts, was.deny_hosts, 'could be fetched from again');
}

function more(before: Config, after: Config, limit: keyof Config['limits'], sentence: string): string | null {
  return after.limits[limit] > before.limits[limit] ? sentence : null;
}

/** The settings with one value replaced, validated whole; a sentence when the value does not fit. */
export function withSetting(
  config: Config,
  key: SettingKey,
  value: unknown,
): { config: Config } | { problem: string } {
  const channelPath = readChannelSettingKey(key);
  if (channelPath === null && key.startsWith('channels.')) return { problem: 'There is no such setting.' };
  // SECURITY: this key stands for two settings of a table; it must not carry a third past its own question.
  if (channelPath?.field === DIRECT && !directSettingSchema.safeParse(value).success)
    return { problem: 'Direct messages are set by who may write, and the list of ids.' };
  const copy: unknown = JSON.parse(JSON.stringify(config));
  setAt(copy, pathOfSetting(key), value);
  const parsed = configSchema.safeParse(copy);
  return parsed.success
    ? { config: parsed.data }
    : { problem: parsed.error.issues[0]?.message ?? 'This value does not fit.' };
}

/** As the settings file does it: a table's own keys are replaced one by one, the rest of it stays; null removes. */
function setAt(target: unknown, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path;
  // SECURITY: a name such as `__proto__` would reach the prototype that all objects of the app share.
  if (name === undefined || name in Object.prototype || typeof target !== 'object' || target === null) {
    throw new AppError('invalid-input', 'There is no such setting.');
  }
  if (rest.length > 0) {
    setAt(Reflect.get(target, name), rest, value);
    return;
  }
  const before: unknown = Reflect.get(target, name);
  // SECURITY: judged as it will be written; a table is merged, so what stays of it is judged too.
  if (isTable(before) && isTable(value))
    for (const [key, inner] of Object.entries(value)) setAt(before, [key], inner);
  else if (value === null) Reflect.deleteProperty(target, name);
  else Reflect.set(target, name, value);
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first choice goes without a question when it is a known provider or a server on this computer. */
function modelWidening(before: Config['model'], after: Config['model']): string | null {
  const isElsewhere = after.base_url !== undefined && !isLoopback(after.base_url);
  // SECURITY: an address is judged when it is written, also where no provider uses it yet.
  if (isElsewhere && after.base_url !== before.base_url) return sentTo(hostOf(after.base_url ?? ''));
  // SECURITY: taking the model away is asked about too: the next choice would count as a first one, and go unasked.
  if (after.provider === undefined)
    return before.provider === undefined ? null : 'No model would answer any more.';
  if (before.provider === after.provider && before.base_url === after.base_url) return null;
  // SECURITY: conversations and the model key go only where the owner agreed.
  return before.provider === undefined
    ? null
    : sentTo(after.base_url === undefined ? after.provider : hostOf(after.base_url));
}

function memoryModelWidening(before: Config, after: Config): string | null {
  const was = before.memory.model;
  const will = after.memory.model;
  if (will.provider === was.provider && will.base_url === was.base_url) return null;
  // SECURITY: an address is judged when it is written, also where no provider uses it yet.
  if (will.base_url !== undefined && will.base_url !== was.base_url)
    return memoriesSentTo(hostOf(will.base_url));
  // SECURITY: what people said goes only where the owner agreed; without a provider it goes where answers come from.
  return will.provider === undefined ? null : memoriesSentTo(will.provider);
}

/** Another name at the same place goes without a question; the model of this computer is sent nothing. */
function embeddingWidening(was: Embedding, { provider, base_url }: Embedding): string | null {
  const isOther = provider !== was.provider;
  const places: string[] = [];
  // SECURITY: what people said, and the key to it, go only where the owner agreed.
  if (isOther && provider !== 'local' && provider !== 'openai-compatible') places.push(provider);
  // SECURITY: an address is judged when it is written, also where no provider uses it yet, and again when one does.
  const isUsedAnew = isOther && provider === 'openai-compatible';
  if (base_url !== undefined && (isUsedAnew || base_url !== was.base_url)) places.push(hostOf(base_url));
  return places.length === 0 ? null : meaningSentTo(places.join(' and '));
}

function meaningSentTo(where: string): string {
  return `What is said and what is searched for would be sent to ${where}, with the key for searching by meaning.`;
}

function memoriesSentTo(where: string): string {
  return `What is said would be sent to ${where}, for keeping facts and shortening conversations.`;
}

function sentTo(where: string): string {
  return `Conversations and the model key would be sent to ${where}.`;
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
