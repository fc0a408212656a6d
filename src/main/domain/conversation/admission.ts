// Who may speak. Pure: everything it knows is in its arguments, and every answer has a reason.
//   InboundMessage + policy + standing → admit | pair | ignore | refuse
import type { Actor } from '../../../contracts/actors.ts';
import type { DmPolicy, GroupPolicy } from '../../../contracts/channel-fields.ts';
import type { SenderStanding } from '../../../contracts/pairing.ts';
import type { InboundMessage } from '../ports/channel.ts';

export interface AdmissionPolicy {
  readonly dmPolicy: DmPolicy;
  /** Sender ids (`telegram:user:42`). Empty admits nobody; `*` counts only with dmPolicy `open`. */
  readonly allowFrom: readonly string[];
  readonly groupPolicy: GroupPolicy;
  /** Platform ids of rooms. Empty blocks all. */
  readonly groups: readonly string[];
  readonly requireMention: boolean;
  /** Keys and devices of the gateway that hold now, by sender id; absent on every other channel. */
  readonly callers?: ReadonlyMap<string, 'api-key' | 'device'>;
}

export type Admission =
  | { readonly kind: 'admit'; readonly actor: Actor; readonly reason: string }
  /** Unknown, and may ask to be paired. */
  | { readonly kind: 'pair'; readonly senderId: string; readonly reason: string }
  /** Not meant for us; nothing is said. */
  | { readonly kind: 'ignore'; readonly reason: string }
  /** Not let in; nothing is said. */
  | { readonly kind: 'refuse'; readonly reason: string };

/** As contracts/actors `senderIdSchema`. */
const SENDER_ID = /^[a-z]+:(user|group|channel):\S{1,300}$/;

export function admit(
  message: Pick<InboundMessage, 'platform' | 'kind' | 'sender' | 'chat' | 'addressed'>,
  policy: AdmissionPolicy,
  /** What the owner decided about exactly this sender id on exactly this channel. */
  standing: SenderStanding | null,
): Admission {
  const senderId = message.sender.id;
  // SECURITY: a whole id; a missing or blank identity is nobody, and could equal another blank one.
  if (senderId === null || !SENDER_ID.test(senderId))
    return { kind: 'refuse', reason: 'The message names no sender.' };
  // SECURITY: an id of this platform; one of elsewhere could stand on a list, or be the desk's.
  if (!senderId.startsWith(`${message.platform}:`))
    return { kind: 'refuse', reason: 'The sender has no id of this platform.' };
  if (message.platform === 'desktop')
    return { kind: 'admit', actor: { kind: 'owner' }, reason: 'Written at this computer.' };
  if (message.platform === 'gateway') return admitCaller(senderId, message, policy);
  // SECURITY: revoked trust is final until a person approves again; blocked senders stop before every other rule.
  if (standing === 'blocked') return { kind: 'refuse', reason: 'The sender is blocked.' };
  // SECURITY: bots never start turns; two agents could keep each other busy without end.
  if (message.sender.isBot) return { kind: 'refuse', reason: 'The sender is a bot.' };

  switch (message.chat.kind) {
    case 'direct':
      return admitDirect(message, senderId, policy, standing);
    case 'group':
      return admitGroup(message, senderId, policy);
    case 'unknown':
      // SECURITY: an unknown chat type gets the strictest rule.
      return { kind: 'refuse', reason: 'The kind of chat is not known.' };
  }
}

/** A key or a device is let in as itself, never as the owner and never as a person. */
function admitCaller(
  senderId: string,
  message: Pick<InboundMessage, 'chat' | 'kind'>,
  policy: AdmissionPolicy,
): Admission {
  const kind = policy.callers?.get(senderId);
  // SECURITY: asked again before each turn and each allowed call: a revoked key or device goes no further.
  if (kind === undefined) return { kind: 'refuse', reason: 'The key or device is not known any more.' };
  if (message.chat.kind !== 'direct' || message.kind !== 'text')
    return { kind: 'refuse', reason: 'Only plain messages come through the gateway.' };
  return { kind: 'admit', actor: { kind, senderId }, reason: 'A key or device that you let in.' };
}

function admitDirect(
  message: Pick<InboundMessage, 'kind'>,
  senderId: string,
  policy: AdmissionPolicy,
  standing: SenderStanding | null,
): Admission {
  // SECURITY: disabled is disabled for everybody, also for an owner whose account was taken over.
  if (policy.dmPolicy === 'disabled')
    return { kind: 'refuse', reason: 'Direct messages are switched off on this channel.' };
  if (standing === 'owner')
    return { kind: 'admit', actor: { kind: 'owner' }, reason: 'An account that you linked as yours.' };
  // SECURITY: whole immutable ids only; never a name, never a prefix.
  if (policy.allowFrom.includes(senderId)) {
    return {
      kind: 'admit',
      actor: { kind: 'listed-sender', senderId },
      reason: 'The sender is on the allow list.',
    };
  }
  switch (policy.dmPolicy) {
    case 'open':
      // SECURITY: open to everybody only when "*" is written; an empty list admits nobody.
      return policy.allowFrom.includes('*')
        ? {
            kind: 'admit',
            actor: { kind: 'listed-sender', senderId },
            reason: 'This channel is open to everybody.',
          }
        : { kind: 'refuse', reason: 'The channel is open, but the allow list has no "*".' };
    case 'allowlist':
      return { kind: 'refuse', reason: 'The sender is not on the allow list.' };
    case 'pairing':
      if (standing === 'paired') {
        return {
          kind: 'admit',
          actor: { kind: 'paired-sender', senderId },
          reason: 'You paired this sender.',
        };
      }
      // SECURITY: only a written message opens a request; an edit, a press or a reaction must not.
      return message.kind === 'text'
        ? { kind: 'pair', senderId, reason: 'The sender is not known yet.' }
        : { kind: 'refuse', reason: 'The sender is not known.' };
  }
}

function admitGroup(
  message: Pick<InboundMessage, 'chat' | 'addressed'>,
  senderId: string,
  policy: AdmissionPolicy,
): Admission {
  if (policy.groupPolicy === 'disabled')
    return { kind: 'ignore', reason: 'Groups are switched off on this channel.' };
  // SECURITY: rooms by their own id; an approval in a direct chat never opens a room.
  if (policy.groupPolicy === 'allowlist' && !policy.groups.includes(message.chat.id)) {
    return { kind: 'ignore', reason: 'This group is not on the list.' };
  }
  if (policy.requireMention && !message.addressed)
    return { kind: 'ignore', reason: 'The agent was not addressed.' };
  // SECURITY: in a group everybody is a group member, also the owner: others write there too.
  return { kind: 'admit', actor: { kind: 'group-member', senderId }, reason: 'This group is admitted.' };
}
