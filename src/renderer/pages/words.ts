// The words and shapes of states, one place for every page, so that the same thing is called the same everywhere.
// Pure tables; colours are named by tone and shown always with the word.
import {
  Ban,
  Brackets,
  CircleCheck,
  CircleDashed,
  CirclePause,
  Feather,
  Gamepad2,
  Hash,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  Mail,
  MessageCircle,
  MessageCircleDashed,
  MessageSquare,
  Monitor,
  OctagonX,
  Phone,
  Send,
  ShieldQuestionMark,
  Smartphone,
  SquareAsterisk,
} from 'lucide-react';
import type { Actor } from '../../contracts/actors.ts';
import type { ConversationView, DeliveryState, ToolCallState } from '../../contracts/conversations.ts';
import type { Platform } from '../../contracts/scalars.ts';
import type { ChannelState } from '../../contracts/status.ts';
import type { BadgeTone } from '../components/feedback/badge.tsx';

export interface StateWords {
  readonly tone: BadgeTone;
  readonly word: string;
  readonly icon: LucideIcon;
  readonly turning?: boolean;
}

export const TOOL_CALL_WORDS: Readonly<Record<ToolCallState, StateWords>> = {
  deciding: { tone: 'neutral', word: 'Deciding', icon: CircleDashed },
  waiting: { tone: 'warning', word: 'Waiting for you', icon: ShieldQuestionMark },
  running: { tone: 'accent', word: 'Running', icon: LoaderCircle, turning: true },
  succeeded: { tone: 'success', word: 'Done', icon: CircleCheck },
  failed: { tone: 'danger', word: 'Failed', icon: OctagonX },
  denied: { tone: 'neutral', word: 'Denied', icon: Ban },
  interrupted: { tone: 'warning', word: 'Interrupted', icon: CirclePause },
};

export const DELIVERY_WORDS: Readonly<Record<DeliveryState, StateWords>> = {
  pending: { tone: 'neutral', word: 'Sending', icon: Hourglass },
  sent: { tone: 'neutral', word: 'Sent', icon: CircleCheck },
  failed: { tone: 'danger', word: 'Not sent', icon: OctagonX },
  uncertain: { tone: 'warning', word: 'May have been sent', icon: ShieldQuestionMark },
};

export const TRUST_WORDS: Readonly<Record<ConversationView['trust'], string>> = {
  owner: 'You',
  paired: 'Paired',
  listed: 'On the allow list',
  group: 'Group',
};

/** A conversation of which nothing is kept. */
export const PRIVATE_WORDS = { word: 'Private', icon: SquareAsterisk } as const;

export const PLATFORMS: Readonly<Record<Platform, { readonly name: string; readonly icon: LucideIcon }>> = {
  desktop: { name: 'This computer', icon: Monitor },
  telegram: { name: 'Telegram', icon: Send },
  discord: { name: 'Discord', icon: Gamepad2 },
  slack: { name: 'Slack', icon: Hash },
  whatsapp: { name: 'WhatsApp', icon: Phone },
  signal: { name: 'Signal', icon: MessageCircleDashed },
  line: { name: 'LINE', icon: MessageCircle },
  feishu: { name: 'Feishu and Lark', icon: Feather },
  matrix: { name: 'Matrix', icon: Brackets },
  imessage: { name: 'iMessage', icon: MessageSquare },
  twilio: { name: 'SMS (Twilio)', icon: Smartphone },
  email: { name: 'E-mail', icon: Mail },
};

export const CHANNEL_WORDS: Readonly<Record<ChannelState, StateWords>> = {
  off: { tone: 'neutral', word: 'Off', icon: CirclePause },
  connecting: { tone: 'accent', word: 'Connecting', icon: LoaderCircle, turning: true },
  connected: { tone: 'success', word: 'Connected', icon: CircleCheck },
  trouble: { tone: 'danger', word: 'Trouble', icon: OctagonX },
  'token-missing': { tone: 'warning', word: 'Token missing', icon: ShieldQuestionMark },
  'token-refused': { tone: 'danger', word: 'Token refused', icon: Ban },
};

function isPlatform(name: string): name is Platform {
  return Object.hasOwn(PLATFORMS, name);
}

/** `telegram:work` → "Telegram (work)". */
export function channelName(channelId: string): string {
  const [platform = '', account] = channelId.split(':');
  const name = isPlatform(platform) ? PLATFORMS[platform].name : platform;
  return account === undefined ? name : `${name} (${account})`;
}

/** Who acts or acted, in the middle of a sentence. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'owner':
      return 'you';
    case 'system':
      return 'Sallyport';
    case 'paired-sender':
    case 'listed-sender':
    case 'group-member':
    case 'stranger':
      return actor.senderId;
    case 'schedule':
      return 'a schedule';
    case 'subagent':
      return 'a sub-agent';
    case 'plugin':
      return 'a plugin';
    case 'mcp-server':
      return 'an MCP server';
    case 'device':
      return 'a device';
    case 'api-key':
      return 'an API key';
  }
}
