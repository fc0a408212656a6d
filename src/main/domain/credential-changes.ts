// Setting a credential. Most confer nothing on whoever sets them; a key by which requests from outside are told to be
// genuine does: who knows it can write as anybody on that channel, also as the owner. Those become a question.
//   value → kept at once, or held in memory until the owner answered in the approval window
import { channelAccount, isChannelPlatform } from '../../contracts/channel-settings.ts';
import { AppError } from '../../contracts/errors.ts';
import { channelName } from '../../contracts/platform-names.ts';
import type { Config } from '../../contracts/settings.ts';
import type { Approvals } from './gate/approvals.ts';
import type { Stores } from './ports/stores.ts';
import type { Digest, MakeId } from './ports/world.ts';

/** Keys that say that a request is the platform's. A handshake's word confers nothing, so it is not among them. */
const SIGNING: Readonly<Record<string, readonly string[]>> = {
  slack: ['signing-secret'],
  whatsapp: ['app-secret'],
  line: ['channel-secret'],
  feishu: ['encrypt-key', 'verification-token'],
  twilio: ['auth-token'],
};

/** The key by which programs of this computer are let in at the gateway. */
const GATEWAY_KEY = 'gateway.own-key';
/** So many values wait at most: each is a secret in memory. */
const MOST_WAITING = 5;

export type CredentialChange =
  | { readonly kind: 'set' }
  | { readonly kind: 'asked'; readonly approvalId: string };

export function createCredentialChanges(deps: {
  stores: Stores;
  digest: Digest;
  makeId: MakeId;
  approvals: Approvals;
  config: () => Config;
  /** Keeps it, with its frame. */
  keep: (name: string, value: string, causeId: string | null) => void;
}): (name: string, value: string) => CredentialChange {
  return (name, value) => {
    const why = whyCredentialWidens(name, deps.config(), deps.stores);
    if (why === null) {
      deps.keep(name, value, null);
      return { kind: 'set' };
    }
    const waiting = deps.approvals.questions().filter((one) => one.kind === 'setting' && one.key === name);
    if (waiting.length >= MOST_WAITING)
      throw new AppError(
        'not-ready',
        'This credential waits for your answer already. Answer in the approval window first.',
      );
    const approvalId = deps.approvals.post({
      draft: {
        kind: 'setting',
        key: name,
        asker: 'You, from Settings',
        summary: why,
        facts: [{ label: 'Credential', text: name, style: 'code' }],
      },
      // SECURITY: of this one value: another one that is set meanwhile is a question of its own. Nothing of it is here.
      binding: deps.digest.sha256(deps.makeId()),
      causeFrameId: null,
      turnId: null,
      toolCallId: null,
      actor: { kind: 'owner' },
      tool: name,
      ruleFor: null,
      onAllow: (frame) => deps.keep(name, value, frame.id),
    });
    return { kind: 'asked', approvalId };
  };
}

/** Null where it confers nothing: nobody is let in on that channel yet, or it is no key of this kind. */
export function whyCredentialWidens(name: string, config: Config, stores: Stores): string | null {
  if (name === GATEWAY_KEY) return 'Whoever knows this value could use the gateway as this computer does.';
  const parts = name.split('.');
  const platform = parts[0] ?? '';
  const secret = parts.at(-1) ?? '';
  // SECURITY: who holds such a key speaks for everybody who is let in there, the owner among them.
  if (!isChannelPlatform(platform) || !(SIGNING[platform]?.includes(secret) ?? false)) return null;
  const account = parts.length === 3 ? (parts[1] ?? '') : null;
  const channelId = account === null ? platform : `${platform}:${account}`;
  const settings = channelAccount(config.channels, platform, account);
  const isAnybodyIn =
    stores.senders.list().some((sender) => sender.channelId === channelId && sender.standing !== 'blocked') ||
    (settings?.allow_from.length ?? 0) > 0 ||
    (settings?.groups?.length ?? 0) > 0 ||
    settings?.group_policy === 'open';
  return isAnybodyIn
    ? `Whoever knows this value could write on ${channelName(channelId)} as anybody you let in, also as you.`
    : null;
}
