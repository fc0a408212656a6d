// docs/channels.md says what the suite, the stages and the guides say, and every platform has all three.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { CHANNEL_GUIDES } from '../../../src/contracts/channel-guides/index.ts';
import { CHANNEL_PLATFORMS } from '../../../src/contracts/channel-settings.ts';
import { CHANNELS } from '../../../src/main/channels/index.ts';
import { ROOT } from '../../source-files.ts';
import { STAGED } from './all-stages.ts';
import { applicable, type Column, channelsPage } from './channels-page.ts';

const PAGE = join(ROOT, 'docs', 'channels.md');
/** Source: issue 5, "at least 40 cases each". */
const LEAST_CASES = 40;
/** Of the webhook suite. */
const WEBHOOK_CASES = 16;

let columns: readonly Column[];

beforeAll(async () => {
  columns = await Promise.all(
    STAGED.map(async ({ open, ...channel }) => {
      const stage = await open({ proxy: '' });
      await stage.channel.stop();
      await stage.close();
      return { ...channel, cannot: stage.cannot };
    }),
  );
});

test('every platform has its channel, its guide and its stage', () => {
  expect(Object.keys(CHANNELS).sort()).toEqual([...CHANNEL_PLATFORMS].sort());
  expect(Object.keys(CHANNEL_GUIDES).sort()).toEqual([...CHANNEL_PLATFORMS].sort());
  expect([...new Set(STAGED.map(({ platform }) => platform))].sort()).toEqual([...CHANNEL_PLATFORMS].sort());
});

test.each(STAGED.map(({ name, platform }) => [name, platform] as const))(
  '%s is held to at least forty cases',
  (name, platform) => {
    const column = columns.find((one) => one.name === name);
    if (column === undefined) throw new Error(`${name} has no column`);
    const own = readOwnTests(platform);
    expect(applicable(column) + (column.isWebhook ? WEBHOOK_CASES : 0) + own).toBeGreaterThanOrEqual(
      LEAST_CASES,
    );
  },
);

test('the page is as they are', () => {
  const page = channelsPage(columns);
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8')).toBe(page);
});

test('every guide leads to addresses with https, and names its secrets and settings in full sentences', () => {
  for (const guide of Object.values(CHANNEL_GUIDES)) {
    for (const { link } of guide.steps) if (link !== undefined) expect(link).toMatch(/^https:\/\/[a-z]/);
    for (const { hint } of [...guide.secrets, ...guide.settings]) expect(hint).toMatch(/^\S.*\.$/s);
    for (const limit of guide.limits) expect(limit).toMatch(/\.$/);
  }
});

/** Tests of the platform's own, by their names in its files. */
function readOwnTests(platform: string): number {
  const files = import.meta.glob('./*.test.ts', { query: '?raw', import: 'default', eager: true }) as Record<
    string,
    string
  >;
  return Object.entries(files)
    .filter(([path]) => path.startsWith(`./${platform}-`))
    .reduce((sum, [, text]) => sum + (text.match(/^\s*(?:it|test)(?:\.each)?\(/gm) ?? []).length, 0);
}
