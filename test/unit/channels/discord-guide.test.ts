// The guide, the settings and the maker of Discord belong together: what the one names, the others take.
import { expect, it } from 'vitest';
import { discordGuide } from '../../../src/contracts/channel-guides/discord.ts';
import { channelsSchema, readChannelSettingKey } from '../../../src/contracts/channel-settings.ts';
import { loadDiscord } from '../../../src/main/channels/discord.ts';

const takes = (discord: object) => channelsSchema.safeParse({ discord }).success;

it('every setting that the guide names exists, and its example is taken', () => {
  for (const { key, placeholder } of discordGuide.settings) {
    expect(readChannelSettingKey(`channels.discord.${key}`)?.field).toBe(key);
    if (placeholder !== undefined) expect(takes({ [key]: placeholder })).toBe(true);
  }
});

it('ids are long numbers, names are not taken', () => {
  expect(takes({ allow_from: ['123456789012345678'], groups: ['123456789012345678'] })).toBe(true);
  for (const bad of ['ada', 'ada#1234', '@ada', '*', '42'])
    expect(takes({ allow_from: [bad] }), bad).toBe(false);
  for (const bad of ['general', '#general']) expect(takes({ groups: [bad] }), bad).toBe(false);
});

it('every link leads to a page over https', () => {
  for (const { link } of discordGuide.steps) if (link !== undefined) expect(link).toMatch(/^https:\/\/\S+$/);
});

it('settings as they come become a channel that waits for its token', async () => {
  const make = await loadDiscord();
  const nothing = () => {};
  const channel = make(
    {
      id: 'discord:work',
      secret: () => null,
      onSecretChange: () => nothing,
      clock: { now: () => 0, after: () => nothing },
      log: { info: nothing, warn: nothing, error: nothing },
      proxy: '',
    },
    channelsSchema.parse({}).discord,
  );
  expect(channel).toMatchObject({ id: 'discord:work', platform: 'discord' });
  expect(await channel.check?.(new AbortController().signal)).toEqual({
    works: false,
    message: 'No bot token is set.',
  });
  expect(channel.health()).toEqual({ state: 'off', lastSeenAtMs: null, lastError: null, account: null });
});
