// Which changes of settings widen authority, and so become a question in the approval window. Pure.
// Narrowing is applied at once. Source of the list: architecture.md, "Authority has one window".
import { AppError } from '../../../contracts/errors.ts';
import { type Config, configSchema, type SettingKey } from '../../../contracts/settings.ts';

const DM_WIDTH = ['disabled', 'allowlist', 'pairing', 'open'];
const GROUP_WIDTH = ['disabled', 'allowlist', 'open'];

/** Why this change needs the owner's confirmation, in one sentence; null when it narrows or changes nothing. */
export function whyWidening(before: Config, after: Config, key: SettingKey): string | null {
  const was = before.channels.telegram;
  const will = after.channels.telegram;
  switch (key) {
    case 'agent.name':
    // Switched on, a channel lets nobody in by itself: strangers stop at pairing.
    case 'channels.telegram.enabled':
      return null;
    case 'limits.steps_per_turn':
      return after.limits.steps_per_turn > before.limits.steps_per_turn
        ? 'One message could cause more steps.'
        : null;
    case 'limits.command_seconds':
      return after.limits.command_seconds > before.limits.command_seconds
        ? 'Commands could run for longer.'
        : null;
    case 'model':
      return modelWidening(before.model, after.model);
    case 'channels.telegram.api_root':
      // SECURITY: a credential goes only where the owner agreed.
      return was.api_root === will.api_root
        ? null
        : `The Telegram bot token would be sent to ${hostOf(will.api_root)}.`;
    case 'channels.telegram.dm_policy':
      // SECURITY: who may speak.
      return wider(DM_WIDTH, was.dm_policy, will.dm_policy)
        ? `Direct messages would be "${will.dm_policy}".`
        : null;
    case 'channels.telegram.allow_from':
      // SECURITY: who may speak.
      return addedTo(was.allow_from, will.allow_from, 'may start turns');
    case 'channels.telegram.group_policy':
      // SECURITY: which rooms may speak.
      return wider(GROUP_WIDTH, was.group_policy, will.group_policy)
        ? `Groups would be "${will.group_policy}".`
        : null;
    case 'channels.telegram.groups':
      // SECURITY: which rooms may speak.
      return addedTo(was.groups, will.groups, 'may address the agent');
    case 'channels.telegram.require_mention':
      return was.require_mention && !will.require_mention
        ? 'Every message in an admitted group would start a turn.'
        : null;
    case 'approvals.expire_minutes':
      return after.approvals.expire_minutes > before.approvals.expire_minutes
        ? 'Questions would stay open for longer.'
        : null;
    case 'approvals.allow_from_cli':
      // SECURITY: a second place that can approve.
      return after.approvals.allow_from_cli && !before.approvals.allow_from_cli
        ? 'Any program of your account could approve through the command line.'
        : null;
  }
}

/** The settings with one value replaced, validated whole; a sentence when the value does not fit. */
export function withSetting(
  config: Config,
  key: SettingKey,
  value: unknown,
): { config: Config } | { problem: string } {
  const copy: unknown = JSON.parse(JSON.stringify(config));
  setAt(copy, key.split('.'), value);
  const parsed = configSchema.safeParse(copy);
  return parsed.success
    ? { config: parsed.data }
    : { problem: parsed.error.issues[0]?.message ?? 'This value does not fit.' };
}

/** As the settings file does it: a table's own keys are replaced one by one, the rest of it stays; null removes. */
function setAt(target: unknown, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path;
  if (name === undefined || typeof target !== 'object' || target === null) {
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

function sentTo(where: string): string {
  return `Conversations and the model key would be sent to ${where}.`;
}

function wider(order: readonly string[], was: string, will: string): boolean {
  return order.indexOf(will) > order.indexOf(was);
}

function addedTo(was: readonly string[], will: readonly string[], what: string): string | null {
  const added = will.filter((id) => !was.includes(id));
  return added.length === 0 ? null : `${added.join(', ')} ${what}.`;
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function hostOf(url: string): string {
  return new URL(url).host;
}
