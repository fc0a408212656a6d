// How this computer is linked to a channel's account: the code that a phone scans, and what to know before it does.
import type { ChannelsLink } from '../../../contracts/channels.ts';
import type { ChannelId } from '../../../contracts/scalars.ts';
import type { ChannelSet } from '../../domain/conversation/channels.ts';

const WARNINGS = [
  'Scan it only with the phone of the number that the agent is to speak as: WhatsApp, Settings, Linked devices, Link a device. From then on this computer reads and writes all chats of that number.',
  'Show it to nobody, and send it to nobody: whoever scans it puts their own account in its place. After linking, compare the number that is shown here with yours.',
  'Never scan such a code because somebody sent it to you: it would give them your account.',
];

/** Reads only: linking itself happens on the phone. */
export function linkOf(channels: Pick<ChannelSet, 'get'>, id: ChannelId): ChannelsLink {
  const channel = channels.get(id);
  if (channel === null)
    return { message: 'This channel is switched off, or is none.', code: null, warnings: [] };
  if (channel.linkCode === undefined)
    return { message: 'This channel is not linked by a phone.', code: null, warnings: [] };
  const code = channel.linkCode();
  if (code !== null)
    return {
      message: 'Scan this code with the phone. It changes every minute or so.',
      code: [...code],
      warnings: WARNINGS,
    };
  const { state, account, lastError } = channel.health();
  const message =
    state === 'connected'
      ? `Linked${account === null ? '' : ` as ${account}`}. There is no code to scan.`
      : (lastError ?? 'There is no code yet. Look again in a moment.');
  return { message, code: null, warnings: [] };
}
