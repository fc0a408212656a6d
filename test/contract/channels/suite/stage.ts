// A platform as the suite of every channel sees it: people who write, a server that misbehaves, and what was shown.
// One stage a platform, each against a server of its own on loopback. The suite knows no platform.
import type { Address, Channel } from '../../../../src/main/domain/ports/channel.ts';
import type { Recorder } from '../recorder.ts';

/** What some platforms cannot do. A stage names each with the reason, which stands in docs/channels.md. */
export type Ability =
  | 'brings what was missed' // the platform keeps messages while we are away
  | 'groups'
  | 'mentions' // marks a mention as such, apart from the words
  | 'replies' // says that a message replies to one of ours
  | 'threads'
  | 'unknown chats' // can have a kind of chat that we do not know
  | 'changed messages' // tells when a person changes a message
  | 'changing ours' // lets us change a message of ours
  | 'reactions'
  | 'buttons'
  | 'files in'
  | 'files out'
  | 'typing'
  | 'shown names' // a name that people choose, beside the id
  | 'bots' // says that a writer is a program
  | 'senders without id'
  | 'formatting'
  | 'repeats' // recognises a part that is sent again
  | 'events again' // delivers an event twice
  | 'order' // delivers in the order in which people wrote
  | 'confirmed receiving' // waits for our confirmation, so that what could not be saved comes again
  | 'a connection' // a lasting one: can be lost, come back, be taken by another program
  | 'rate limits'
  | 'a proxy'
  | 'a token'; // something that can be missing, refused and revoked

export type Who = 'ada' | 'eve';

export interface Writing {
  /** Default `ada`. */
  readonly as?: Who;
  /** Default `direct`. `thread`: within the group, where the platform has threads. */
  readonly where?: 'direct' | 'group' | 'thread' | 'unknown';
  /** Marked by the platform as addressed to us. */
  readonly mention?: boolean;
  /** Replies to the last message of ours there. */
  readonly replyToOurs?: boolean;
  /** What the platform shows as the writer's name with this message. */
  readonly shownName?: string;
  readonly files?: readonly {
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: Uint8Array;
  }[];
}

export interface ShownMessage {
  /** As people read it: the platform's formatting taken off. */
  readonly text: string;
  /** As it was sent, formatting included. */
  readonly raw: string;
  readonly buttons: readonly string[];
  readonly files: readonly {
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: Uint8Array;
  }[];
  readonly address: Address;
}

/** What happens to the next request that sends a message. `cut`: taken, then the connection breaks without an answer. */
export type Fault =
  | { readonly kind: 'rate-limit'; readonly afterMs: number }
  | { readonly kind: 'server-error' }
  /** The platform says no, for instance because we were blocked there. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'cut' }
  /** Never answers. */
  | { readonly kind: 'silence' };

export interface Stage {
  readonly channel: Channel;
  readonly recorder: Recorder;
  readonly logLines: readonly string[];
  /** Every secret that was given to the channel: none may be seen anywhere. */
  readonly secrets: readonly string[];
  readonly cannot: Readonly<Partial<Record<Ability, string>>>;
  /** Sender ids and where each is reached directly. */
  readonly people: Readonly<Record<Who, { readonly senderId: string; readonly address: Address }>>;
  readonly group: Address | null;
  readonly thread: Address | null;
  /** An address that is none on this platform, also none of a name or of another platform. */
  readonly foreignAddresses: readonly Address[];
  /** How long the platform lets one message be, and how it counts. */
  readonly limit: number;
  sizeOf(text: string): number;

  /** @returns the platform's id of the message, as in `InboundMessage.platformMessageId` */
  write(text: string, how?: Writing): Promise<string>;
  /** Several at once, delivered to us in the reverse of the order in which they were written. */
  writeReversed(texts: readonly string[]): Promise<void>;
  change(messageId: string, text: string): Promise<void>;
  react(messageId: string, emoji: string, as?: Who): Promise<void>;
  /** Sends a message of ours with one button of this data, and presses it. */
  press(data: string, as?: Who): Promise<void>;
  /** A message of another program. */
  writeAsBot(text: string): Promise<void>;
  writeWithoutSender(text: string): Promise<void>;
  /** The last event once more, as after a lost confirmation. */
  eventAgain(): Promise<void>;
  /** An event of a kind that nobody knows. */
  unknownEvent(): Promise<void>;
  /** A known kind of event with fields of the wrong type. */
  malformedEvent(): Promise<void>;

  /** Everything that was shown to people so far, at least `count`, in order. */
  shown(count: number): Promise<readonly ShownMessage[]>;
  /** The text of a message of ours as it is shown now, after changes. */
  shownNow(messageId: string): Promise<ShownMessage>;
  typingSeen(): Promise<void>;
  /** Requests to send that reached the server, whatever came of them. */
  sendRequests(): number;
  faultNext(fault: Fault): void;
  /** The whole server: refuses and cuts every connection. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  /** Cuts what is open, once; the server stays. */
  cutConnections(): void;
  /** The platform takes our credential no longer; what is open ends as it does there. */
  revokeToken(): Promise<void>;
  /** What the channel finds when it asks: the good one, another good one after a revocation, or none. */
  giveToken(which: 'good' | 'new' | 'none'): void;
  /** Connections that did not come from the proxy, where the server can tell. */
  readonly directConnections?: () => number;
  close(): Promise<void>;
}
