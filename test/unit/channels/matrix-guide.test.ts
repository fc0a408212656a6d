// The guide and the settings of Matrix belong together: what the one names, the other takes.
import { expect, it } from 'vitest';
import { matrixGuide } from '../../../src/contracts/channel-guides/matrix.ts';
import { channelsSchema, readChannelSettingKey } from '../../../src/contracts/channel-settings.ts';

const takes = (matrix: object) => channelsSchema.safeParse({ matrix }).success;

it('every setting that the guide names exists, and its example is taken', () => {
  for (const { key, placeholder } of matrixGuide.settings) {
    expect(readChannelSettingKey(`channels.matrix.${key}`)?.field).toBe(key);
    expect(takes({ [key]: placeholder })).toBe(true);
  }
});

it('ids are taken as the guide shows them, names and aliases are not', () => {
  expect(takes({ allow_from: ['@ada:example.org'], groups: ['!abc:example.org', '!abc'] })).toBe(true);
  for (const bad of ['ada', 'Ada Lovelace', '@ada', '*'])
    expect(takes({ allow_from: [bad] }), bad).toBe(false);
  for (const bad of ['#team:example.org', 'team']) expect(takes({ groups: [bad] }), bad).toBe(false);
});

it('every link leads to a page over https', () => {
  for (const { link } of matrixGuide.steps) if (link !== undefined) expect(link).toMatch(/^https:\/\/\S+$/);
});
