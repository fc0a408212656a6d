// The guides of LINE and Feishu name every credential and setting that the code asks for, and lead to real places.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { feishuGuide } from '../../../src/contracts/channel-guides/feishu.ts';
import { lineGuide } from '../../../src/contracts/channel-guides/line.ts';
import { channelsSchema } from '../../../src/contracts/channel-settings.ts';

const COMMON = [
  'enabled',
  'dm_policy',
  'allow_from',
  'group_policy',
  'groups',
  'require_mention',
  'proxy',
  'accounts',
];

describe.each([
  ['line', lineGuide],
  ['feishu', feishuGuide],
] as const)('the guide of %s', (platform, guide) => {
  it('names each credential that the code asks for, and no other', () => {
    const folder = join('src/main/adapters/channels', platform);
    const code = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    const asked = [...code.matchAll(/secret\('([a-z-]+)'\)/g)].map(([, name]) => name);
    expect(new Set(guide.secrets.map(({ name }) => name))).toEqual(new Set([...asked, 'proxy-login']));
  });

  it('names each setting of the file beside those that every channel has', () => {
    const own = Object.keys(channelsSchema.parse({})[platform]).filter((key) => !COMMON.includes(key));
    expect(new Set(guide.settings.map(({ key }) => key))).toEqual(new Set(own));
  });

  it('leads only to addresses under https, and says everything in sentences', () => {
    for (const { link, text } of guide.steps) {
      if (link !== undefined) expect(new URL(link).protocol).toBe('https:');
      expect(text).toMatch(/\.$/);
    }
    for (const limit of guide.limits) expect(limit).toMatch(/\.$/);
  });
});
