// Which changes of a channel's settings widen authority. Pure. The same for every platform and every account of it:
// who may speak, where credentials go, and which rooms.
import {
  type ChannelSettingPath,
  type CommonChannelConfig,
  channelAccount,
} from '../../../contracts/channel-settings.ts';
import { PLATFORM_NAMES } from '../../../contracts/platform-names.ts';
import { type Config, configSchema } from '../../../contracts/settings.ts';
import { addedTo, hostOf, wider } from './width.ts';

const DM_WIDTH = ['disabled', 'allowlist', 'pairing', 'open'];
const GROUP_WIDTH = ['disabled', 'allowlist', 'open'];

type Account = CommonChannelConfig & Readonly<Record<string, unknown>>;

/** Which of our own accounts on the platform it is: credentials go to the same place, and nobody more is let in. */
const OURSELVES = ['phone_number_id', 'account', 'app_id', 'address', 'user', 'account_sid', 'from'];
/** Whose mailbox it is. Without a user name the address is that. */
const MAILBOX = ['address', 'user'];

/** Why this change needs the owner's confirmation, in one sentence; null when it narrows or changes nothing. */
export function whyChannelWidens(before: Config, after: Config, path: ChannelSettingPath): string | null {
  const will = accountOf(after, path);
  if (will === null) return null; // taken away
  // A further account begins as one that says nothing: off, and nobody let in.
  const was = accountOf(before, path) ?? (configSchema.parse({}).channels[path.platform] as Account);
  if (path.field !== null) return whyFieldWidens(was, will, path.field, PLATFORM_NAMES[path.platform]);
  const fields = [
    'direct',
    ...Object.keys(will).filter(
      (field) => field !== 'accounts' && field !== 'dm_policy' && field !== 'allow_from',
    ),
  ];
  const reasons = fields
    .map((field) => whyFieldWidens(was, will, field, PLATFORM_NAMES[path.platform]))
    .filter((why) => why !== null);
  return reasons.length === 0 ? null : reasons.join(' ');
}

function whyFieldWidens(was: Account, will: Account, field: string, platform: string): string | null {
  switch (field) {
    // Switched on, a channel lets nobody in by itself: strangers stop at pairing.
    case 'enabled':
    // By which of its two ways a platform is listened to: the same people, the same credentials, the same place.
    case 'mode':
      return null;
    case 'dm_policy':
      // SECURITY: who may speak.
      return wider(DM_WIDTH, was.dm_policy, will.dm_policy)
        ? `Direct messages would be "${will.dm_policy}".`
        : null;
    case 'direct':
      // SECURITY: who may speak; the two are judged together, as they are written.
      if (will.dm_policy === 'open' && was.dm_policy !== 'open')
        return `Anybody on ${platform} could start turns, spend your money and try to talk the agent into things.`;
      if (wider(DM_WIDTH, was.dm_policy, will.dm_policy))
        return `Direct messages would be "${will.dm_policy}".`;
      return was.allow_from.includes('*')
        ? null
        : addedTo(was.allow_from, will.allow_from, 'may start turns');
    case 'allow_from':
      // SECURITY: who may speak.
      return addedTo(was.allow_from, will.allow_from, 'may start turns');
    case 'group_policy':
      // SECURITY: which rooms may speak.
      return wider(GROUP_WIDTH, was.group_policy ?? 'allowlist', will.group_policy ?? 'allowlist')
        ? `Groups would be "${will.group_policy}".`
        : null;
    case 'groups':
      // SECURITY: which rooms may speak.
      return addedTo(was.groups ?? [], will.groups ?? [], 'may address the agent');
    case 'require_mention':
      return (was.require_mention ?? true) && will.require_mention === false
        ? 'Every message in an admitted group would start a turn.'
        : null;
    default:
      return whyPlaceWidens(was, will, field, platform);
  }
}

/** Everything else says with whom the channel speaks, or by which way; a setting that is new here is asked about too. */
function whyPlaceWidens(was: Account, will: Account, field: string, platform: string): string | null {
  const value = String(will[field] ?? '');
  if (String(was[field] ?? '') === value) return null;
  // SECURITY: whoever owns a mailbox can put any mail into it, with any sender and any word of the server for it.
  if (platform === PLATFORM_NAMES.email && MAILBOX.includes(field) && will.allow_from.length > 0)
    return `Mail would be read from another mailbox${value === '' ? '' : ` (${value})`}; whoever owns it can write in the name of everybody on the list.`;
  if (value === '' || OURSELVES.includes(field)) return null;
  // SECURITY: credentials and messages go only where the owner agreed.
  return URL.canParse(value) && /^(?:https?|socks5):/.test(value)
    ? `Messages and credentials of ${platform} would go to ${hostOf(value)}.`
    : `"${field}" of ${platform} would be ${value}.`;
}

function accountOf({ channels }: Config, { platform, account }: ChannelSettingPath): Account | null {
  return channelAccount(channels, platform, account) as Account | null;
}
