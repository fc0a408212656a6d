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
  Plug,
  Send,
  ShieldQuestionMark,
  Smartphone,
  SquareAsterisk,
} from 'lucide-react';
import type { Actor } from '../../contracts/actors.ts';
import type { ConversationView, DeliveryState, ToolCallState } from '../../contracts/conversations.ts';
import { PLATFORM_NAMES } from '../../contracts/platform-names.ts';
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

const PLATFORM_ICONS: Readonly<Record<Platform, LucideIcon>> = {
  desktop: Monitor,
  gateway: Plug,
  telegram: Send,
  discord: Gamepad2,
  slack: Hash,
  whatsapp: Phone,
  signal: MessageCircleDashed,
  line: MessageCircle,
  feishu: Feather,
  matrix: Brackets,
  imessage: MessageSquare,
  twilio: Smartphone,
  email: Mail,
};

export const PLATFORMS = Object.fromEntries(
  Object.entries(PLATFORM_NAMES).map(([platform, name]) => [
    platform,
    { name, icon: PLATFORM_ICONS[platform as Platform] },
  ]),
) as Readonly<Record<Platform, { readonly name: string; readonly icon: LucideIcon }>>;

export const CHANNEL_WORDS: Readonly<Record<ChannelState, StateWords>> = {
  off: { tone: 'neutral', word: 'Off', icon: CirclePause },
  connecting: { tone: 'accent', word: 'Connecting', icon: LoaderCircle, turning: true },
  connected: { tone: 'success', word: 'Connected', icon: CircleCheck },
  trouble: { tone: 'danger', word: 'Trouble', icon: OctagonX },
  'token-missing': { tone: 'warning', word: 'Token missing', icon: ShieldQuestionMark },
  'token-refused': { tone: 'danger', word: 'Token refused', icon: Ban },
};

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
