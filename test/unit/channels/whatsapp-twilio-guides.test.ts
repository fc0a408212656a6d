// The guides, settings and makers of WhatsApp and Twilio belong together: what the one names, the others take.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { twilioGuide } from '../../../src/contracts/channel-guides/twilio.ts';
import { whatsappGuide } from '../../../src/contracts/channel-guides/whatsapp.ts';
import { channelsSchema } from '../../../src/contracts/channel-settings.ts';
import { loadTwilio } from '../../../src/main/channels/twilio.ts';
import { loadWhatsApp } from '../../../src/main/channels/whatsapp.ts';

const COMMON = [
  ...['enabled', 'dm_policy', 'allow_from', 'proxy', 'accounts'],
  ...['group_policy', 'groups', 'require_mention'],
];
const takes = (channels: object) => channelsSchema.safeParse(channels).success;

const silent = () => {};
const options = {
  secret: () => null,
  onSecretChange: () => silent,
  clock: { now: () => 0, after: () => silent },
  log: { info: silent, warn: silent, error: silent },
  proxy: '',
};

describe.each([
  ['whatsapp', whatsappGuide],
  ['twilio', twilioGuide],
] as const)('the guide of %s', (platform, guide) => {
  it('names each credential that the code asks for, and no other', () => {
    const folder = join('src/main/adapters/channels', platform);
    const code = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    const asked = [...code.join('\n').matchAll(/secret\('([a-z-]+)'\)/g)].map(([, name]) => name);
    expect(new Set(guide.secrets.map(({ name }) => name))).toEqual(new Set(asked));
  });

  it('names each setting beside those that every channel has', () => {
    const own = Object.keys(channelsSchema.parse({})[platform]).filter((key) => !COMMON.includes(key));
    expect(new Set(guide.settings.map(({ key }) => key))).toEqual(new Set(own));
  });

  it('leads to places under https only, and says everything in sentences', () => {
    for (const { link, text } of guide.steps) {
      if (link !== undefined) expect(new URL(link).protocol).toBe('https:');
      expect(text).toMatch(/\.$/);
    }
    for (const limit of guide.limits) expect(limit).toMatch(/\.$/);
  });
});

describe('an allow list', () => {
  it.each(['DE.13491208655302741918', 'US.ENT.11815799212886844830', 'lid.200000000000001', '491700000001'])(
    'of WhatsApp takes %s',
    (id) => {
      expect(takes({ whatsapp: { allow_from: [id] } })).toBe(true);
    },
  );

  it.each(['Ada', '+491700000001', '@ada', '*', 'de.1', 'DE.', 'DE.1 x'])('of WhatsApp refuses %s', (id) => {
    expect(takes({ whatsapp: { allow_from: [id] } })).toBe(false);
  });

  it.each(['+491700000001', 'whatsapp:+491700000001', 'whatsapp:DE.1349'])('of Twilio takes %s', (id) => {
    expect(takes({ twilio: { allow_from: [id] } })).toBe(true);
  });

  it.each(['Ada', '491700000001', 'whatsapp:Ada', '*', '72345', 'x+491700000001', '+491700000001x'])(
    'of Twilio refuses %s',
    (id) => {
      expect(takes({ twilio: { allow_from: [id] } })).toBe(false);
    },
  );
});

describe('settings', () => {
  it('as they come become a channel that says what is missing', async () => {
    const config = channelsSchema.parse({});
    const whatsapp = (await loadWhatsApp())({ ...options, id: 'whatsapp' }, config.whatsapp);
    const twilio = (await loadTwilio())({ ...options, id: 'twilio:work' }, config.twilio);
    expect(whatsapp.health()).toMatchObject({
      state: 'trouble',
      lastError: expect.stringMatching(/phone number id/),
    });
    expect(twilio.health()).toMatchObject({
      state: 'trouble',
      lastError: expect.stringMatching(/account SID/),
    });
  });

  it('that are whole become a channel that waits for its credentials', async () => {
    const config = channelsSchema.parse({
      whatsapp: { phone_number_id: '106540352242922' },
      twilio: { account_sid: `AC${'0'.repeat(32)}`, from: '+4915700000000' },
    });
    for (const channel of [
      (await loadWhatsApp())({ ...options, id: 'whatsapp' }, config.whatsapp),
      (await loadTwilio())({ ...options, id: 'twilio' }, config.twilio),
    ]) {
      expect(channel.health().state).toBe('off');
      expect(channel.webhook?.explain().ready).toBe(false);
      expect(await channel.check?.(new AbortController().signal)).toMatchObject({ works: false });
    }
  });
});
