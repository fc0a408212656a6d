// docs/channels.md as it must be: the table of the suite, then what the owner sets up and what each platform cannot do.
//   suite (cases and what they need) + stages (what they cannot) + guides → Markdown

import type { ChannelGuide } from '../../../src/contracts/channel-guides/guide.ts';
import { CHANNEL_GUIDES } from '../../../src/contracts/channel-guides/index.ts';
import type { ChannelPlatform } from '../../../src/contracts/channel-settings.ts';
import type { StagedChannel } from './all-stages.ts';
import { CASE_NEEDS } from './suite/channel-suite.ts';
import type { Ability } from './suite/stage.ts';

export interface Column extends Pick<StagedChannel, 'platform' | 'name' | 'isWebhook'> {
  readonly cannot: Readonly<Partial<Record<Ability, string>>>;
}

export function channelsPage(columns: readonly Column[]): string {
  const parts = [
    '# Channels',
    'This page is made from the channel suite, its stages and the guides of Settings; a test keeps it as they are. To make it anew: `UPDATE_DOCS=1 npm test -- --only contract channels-page`.',
    '## What each is held to',
    "Every adapter passes these cases against a server on loopback that speaks its platform's own protocol. A dash: the platform cannot, for the reason given with its name below. Channels that are called by their platform pass the webhook suite as well: no signature, a wrong one, another's key, no key, a changed byte, two signatures, an empty body, too old or too new, sent again, signed nonsense, a full disk, too large, another host, method or path, a slow sender.",
    table(columns),
    ...columns.filter(isFirstOfPlatform).map((column) => section(column, columns)),
  ];
  return `${parts.join('\n\n')}\n`;
}

export function applicable({ cannot }: Pick<Column, 'cannot'>): number {
  return CASE_NEEDS.filter(({ needs }) => needs.every((ability) => cannot[ability] === undefined)).length;
}

function table(columns: readonly Column[]): string {
  const head = ['Case', ...columns.map(({ name }) => name)];
  const rows = CASE_NEEDS.map(({ name, needs }) => [
    capital(name),
    ...columns.map(({ cannot }) => (needs.some((ability) => cannot[ability] !== undefined) ? '–' : '✓')),
  ]);
  const webhook = ['The webhook suite', ...columns.map(({ isWebhook }) => (isWebhook ? '✓' : ''))];
  const sum = ['**Cases of this table**', ...columns.map((column) => `**${applicable(column)}**`)];
  return [head, head.map((_, index) => (index === 0 ? '---' : ':-:')), ...rows, webhook, sum]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function section(column: Column, columns: readonly Column[]): string {
  const guide = CHANNEL_GUIDES[column.platform];
  const ways = columns.filter(({ platform }) => platform === column.platform);
  return [
    `## ${guide.title}`,
    guide.summary,
    guide.steps
      .map(({ text, link }, index) => `${index + 1}. ${text}${link === undefined ? '' : ` <${link}>`}`)
      .join('\n'),
    '**Permissions**',
    guide.permissions.map(listed).join('\n'),
    '**Credentials and settings**',
    credentials(column.platform, guide),
    `**Ids**: ${guide.ids.people}${guide.ids.groups === null ? '' : ` ${guide.ids.groups}`}`,
    '**Good to know**',
    guide.limits.map(listed).join('\n'),
    ...ways.map(cannotOf).filter((text) => text !== ''),
  ].join('\n\n');
}

function credentials(platform: ChannelPlatform, guide: ChannelGuide): string {
  return [
    ...guide.secrets.map(({ name, label, hint, optional }) =>
      listed(`\`${platform}.${name}\`: ${label}${optional === true ? ', optional' : ''}. ${hint}`),
    ),
    ...guide.settings.map(({ key, label, hint }) => listed(`\`${key}\`: ${label}. ${hint}`)),
  ].join('\n');
}

function cannotOf({ name, cannot }: Column): string {
  const reasons = [...new Set(Object.values(cannot))];
  return reasons.length === 0 ? '' : `**What ${name} cannot do**\n\n${reasons.map(listed).join('\n')}`;
}

function listed(text: string): string {
  return text.includes('\n')
    ? `- Text to paste:\n\n  \`\`\`\n${text.replace(/^/gm, '  ')}\n  \`\`\``
    : `- ${text}`;
}

function isFirstOfPlatform(column: Column, index: number, all: readonly Column[]): boolean {
  return all.findIndex(({ platform }) => platform === column.platform) === index;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
