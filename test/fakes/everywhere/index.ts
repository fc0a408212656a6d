// All places, opened together, with the settings that lead to them.
import { openDiscord } from './discord.ts';
import { openEmail } from './email.ts';
import { openFeishu } from './feishu.ts';
import { openLine } from './line.ts';
import { openMatrix } from './matrix.ts';
import { type Door, type OpenPlace, type Place, settingsOf } from './place.ts';
import { openSignal } from './signal.ts';
import { openSlack } from './slack.ts';
import { openTelegram } from './telegram.ts';

const PLACES: readonly OpenPlace[] = [
  openTelegram,
  openDiscord,
  openSlack,
  openSignal,
  openLine,
  openFeishu,
  openMatrix,
  openEmail,
];

export interface Everywhere {
  readonly places: readonly Place[];
  /** Tables of the settings file: all channels, and the door for those that call us. */
  readonly settings: string;
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function openEverywhere(port: number): Promise<Everywhere> {
  const door: Door = { host: 'hooks.example', port };
  const places = await Promise.all(PLACES.map((open) => open(door)));
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
