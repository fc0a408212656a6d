// A platform as many people use it at once: they write, it delivers as that platform does, and their answers are counted.
// For measuring and for killing: it says nothing about single messages. One file a platform beside this one.
import type { ChannelPlatform } from '../../../src/contracts/channel-settings.ts';

export interface Place {
  readonly platform: ChannelPlatform;
  /** Lines of its table in the settings file, beside who may speak. */
  readonly settings: readonly string[];
  /** Credentials, as the environment gives them. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether the platform takes a message once that is sent again under the same key. */
  readonly recognises: boolean;
  /** The same number is the same person, each with a direct chat of their own. */
  write(person: number, text: string): void;
  /** Texts of the agent in all direct chats so far, formatting taken off. */
  answers(): readonly string[];
  close(): Promise<void>;
}

/** Where platforms that call us reach the app: a port on loopback and the name that it answers to. */
export interface Door {
  readonly host: string;
  readonly port: number;
}

/** Where a platform on this computer finds the app's webhook; under the name of the door. */
export function hookOf({ port }: Door, platform: ChannelPlatform): string {
  return `http://127.0.0.1:${port}/hooks/${platform}`;
}

export type OpenPlace = (door: Door) => Promise<Place>;

export function settingsOf(place: Place): string {
  const open = place.platform === 'email' ? [] : ['dm_policy = "open"', 'allow_from = ["*"]'];
  return [`[channels.${place.platform}]`, 'enabled = true', ...open, ...place.settings].join('\n');
}
