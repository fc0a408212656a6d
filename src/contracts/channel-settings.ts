// The settings of every channel: its fields, its further accounts, and what must not be written by mistake.
import { z } from 'zod';
import { type DmPolicy, dmPolicySchema, FIELDS, type GroupPolicy } from './channel-fields.ts';

/** `[channels.telegram.accounts.work]` */
export const accountNameSchema = z.string().regex(/^[a-z0-9-]{1,32}$/);

export const CHANNEL_PLATFORMS = Object.keys(FIELDS) as readonly (keyof typeof FIELDS)[];
export type ChannelPlatform = keyof typeof FIELDS;

/** One account of a platform, and with it the tables of further accounts: `[channels.slack.accounts.work]`. */
function platformSchema<Shape extends z.ZodRawShape>(fields: Shape) {
  const account = z.strictObject(fields).superRefine(checkOpenness);
  return z
    .strictObject({ ...fields, accounts: z.record(accountNameSchema, account).default({}) })
    .superRefine(checkOpenness)
    .prefault({} as never); // every field has a default
}

/** SECURITY: everybody is admitted only where it is written twice, so that no slip of one value opens a channel. */
function checkOpenness(
  channel: unknown,
  context: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  const { dm_policy, allow_from } = channel as { dm_policy?: string; allow_from?: readonly string[] };
  const isOpen = dm_policy === 'open';
  if (isOpen === (allow_from?.includes('*') === true)) return;
  const message = isOpen
    ? 'dm_policy = "open" admits everybody; write allow_from = ["*"] to say that you mean it'
    : '"*" is accepted only with dm_policy = "open"';
  context.addIssue({ code: 'custom', path: ['allow_from'], message });
}

/** `[channels]` of the settings file. */
export const channelsSchema = z
  .strictObject({
    telegram: platformSchema(FIELDS.telegram),
    discord: platformSchema(FIELDS.discord),
    slack: platformSchema(FIELDS.slack),
    whatsapp: platformSchema(FIELDS.whatsapp),
    signal: platformSchema(FIELDS.signal),
    line: platformSchema(FIELDS.line),
    feishu: platformSchema(FIELDS.feishu),
    matrix: platformSchema(FIELDS.matrix),
    imessage: platformSchema(FIELDS.imessage),
    twilio: platformSchema(FIELDS.twilio),
    email: platformSchema(FIELDS.email),
  } satisfies Record<ChannelPlatform, unknown>)
  .prefault({});
export type ChannelsConfig = z.infer<typeof channelsSchema>;
export type ChannelConfig<P extends ChannelPlatform> = Omit<ChannelsConfig[P], 'accounts'>;

/** What every channel has; a platform without groups has none of theirs. */
export interface CommonChannelConfig {
  readonly enabled: boolean;
  readonly dm_policy: DmPolicy;
  readonly allow_from: readonly string[];
  readonly proxy: string;
  readonly group_policy?: GroupPolicy;
  readonly groups?: readonly string[];
  readonly require_mention?: boolean;
}

/** dm_policy and allow_from together: opening to everybody, and closing again, need both at once. */
export const DIRECT = 'direct';

/** `channels.telegram.enabled`, `channels.slack.accounts.work.mode`, `….direct`; a whole account: `….accounts.work`. */
export const channelSettingKeySchema = z.templateLiteral([
  'channels.',
  z.enum(CHANNEL_PLATFORMS),
  '.',
  z.string().regex(/^[a-z0-9_.-]{1,80}$/),
]);
export type ChannelSettingKey = z.infer<typeof channelSettingKeySchema>;

/** Without an account: the first one. Without a field: the whole account. */
export interface ChannelSettingPath {
  readonly platform: ChannelPlatform;
  readonly account: string | null;
  readonly field: string | null;
}

/** Null for what is no setting of a channel. */
export function readChannelSettingKey(key: string): ChannelSettingPath | null {
  const [, platform = '', account, field] =
    /^channels\.([a-z]+)(?:\.accounts\.([a-z0-9-]{1,32}))?(?:\.([a-z_]+))?$/.exec(key) ?? [];
  if (!isChannelPlatform(platform) || (account === undefined && field === undefined)) return null;
  // SECURITY: its own fields only: `__proto__` and the like are in every table, and are nobody's setting or account.
  if (account !== undefined && account in Object.prototype) return null;
  if (field !== undefined && field !== DIRECT && !Object.hasOwn(FIELDS[platform], field)) return null;
  return { platform, account: account ?? null, field: field ?? null };
}

/** One account as every platform has it, `null` for the first; null when there is none of that name. */
export function channelAccount(
  channels: ChannelsConfig,
  platform: ChannelPlatform,
  account: string | null,
): CommonChannelConfig | null {
  const channel = channels[platform];
  if (account === null) return channel;
  // SECURITY: an account may be named `constructor`, which every table has without being told.
  return Object.hasOwn(channel.accounts, account) ? (channel.accounts[account] ?? null) : null;
}

export function isChannelPlatform(name: string): name is ChannelPlatform {
  return Object.hasOwn(FIELDS, name);
}

/** What `direct` may hold, and nothing beside it. */
export const directSettingSchema = z.strictObject({
  dm_policy: dmPolicySchema,
  allow_from: z.array(z.union([z.string(), z.int()])),
});
