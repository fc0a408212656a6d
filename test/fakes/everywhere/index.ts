// Places, all or some, opened together, with the settings that lead to them.
import type { ChannelPlatform } from '../../../src/contracts/channel-settings.ts';
import { openDiscord } from './discord.ts';
import { openEmail } from './email.ts';
import { openFeishu } from './feishu.ts';
import { openLine } from './line.ts';
import { openMatrix } from './matrix.ts';
import { type Door, type OpenPlace, type Place, settingsOf } from './place.ts';
import { openSignal } from './signal.ts';
import { openSlack } from './slack.ts';
import { openTelegram } from './telegram.ts';
import { openTwilio } from './twilio.ts';
import { openWhatsApp } from './whatsapp.ts';

const PLACES = {
  telegram: openTelegram,
  discord: openDiscord,
  slack: openSlack,
  whatsapp: openWhatsApp,
  signal: openSignal,
  line: openLine,
  feishu: openFeishu,
  matrix: openMatrix,
  twilio: openTwilio,
  email: openEmail,
} satisfies Partial<Record<ChannelPlatform, OpenPlace>>;

type PlaceName = keyof typeof PLACES;
const ALL = Object.keys(PLACES) as readonly PlaceName[];

export interface Everywhere {
  readonly places: readonly Place[];
  /** Tables of the settings file: all channels, and the door for those that call us. */
  readonly settings: string;
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** @param port on which the app will listen for those that call it */
export async function openEverywhere(port: number, names = ALL): Promise<Everywhere> {
  const door: Door = { host: 'hooks.example', port };
  const places = await Promise.all(names.map((name) => PLACES[name](door)));
  const webhooks = `[webhooks]\nport = ${port}\npublic_url = "https://${door.host}"`;
  return {
    places,
    settings: [webhooks, ...places.map(settingsOf)].join('\n\n'),
    env: Object.assign({}, ...places.map(({ env }) => env)) as Record<string, string>,
    close: async () => {
      await Promise.all(places.map((place) => place.close()));
    },
  };
}
