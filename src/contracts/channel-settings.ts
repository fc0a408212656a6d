// The settings of every channel: what all have, and what each platform needs beside it. Names are those of the file.
// Ids are immutable ones of the platform; names, which can change hands, do not fit.
import { z } from 'zod';

export const dmPolicySchema = z.enum(['pairing', 'allowlist', 'open', 'disabled']);
export type DmPolicy = z.infer<typeof dmPolicySchema>;
export const groupPolicySchema = z.enum(['allowlist', 'open', 'disabled']);
export type GroupPolicy = z.infer<typeof groupPolicySchema>;

/** `[channels.telegram.accounts.work]` */
export const accountNameSchema = z.string().regex(/^[a-z0-9-]{1,32}$/);

const httpUrlSchema = z.url({ protocol: /^https?$/ });
const hostSchema = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i, { message: 'a host is written as mail.example.com' });
const portSchema = z.int().min(1).max(65_535);

/** An id of the platform as text, or `*`. */
function ids(pattern: RegExp, message: string) {
  const whole = new RegExp(`^(?:\\*|${pattern.source})$`, pattern.flags);
  return z.array(z.string().regex(whole, { message })).default([]);
}

/** Numbers may be written as numbers, and are text from then on. */
function numericIds(message: string) {
  const one = z.union([z.string().regex(/^(?:-?\d{1,20}|\*)$/, { message }), z.int()]).transform(String);
  return z.array(one).default([]);
}

/** A mail address: letters, digits and the usual signs, one `@`, a host with a dot. Display names do not fit. */
const MAIL_ADDRESS = /[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/;

const COMMON = {
  enabled: z.boolean().default(false),
  dm_policy: dmPolicySchema.default('pairing'),
  /** `http://host:port`, `https://…` or `socks5://…`, without a login: that is the credential `proxy-login`. */
  proxy: z
    .string()
    .regex(/^(?:(?:https?|socks5):\/\/[^\s/@]+\/?)?$/, {
      message: 'a proxy is written as http://host:port or socks5://host:port; its login is a credential',
    })
    .default(''),
};

const GROUPS = {
  group_policy: groupPolicySchema.default('allowlist'),
  require_mention: z.boolean().default(true),
};

/** Every platform with what it needs beside the common settings, in the order in which they are shown. */
const FIELDS = {
  telegram: {
    ...COMMON,
    ...GROUPS,
    api_root: httpUrlSchema.default('https://api.telegram.org'),
    allow_from: numericIds('an id on Telegram is a number'),
    /** Room ids in which the agent may be spoken to; empty blocks all. */
    groups: numericIds('a group on Telegram is a number'),
  },
  discord: {
    ...COMMON,
    ...GROUPS,
    api_root: httpUrlSchema.default('https://discord.com/api/v10'),
    /** The one server whose channels count; empty: direct messages only. */
    server: z
      .string()
      .regex(/^(?:\d{15,22})?$/, { message: 'a server is written by its id, a long number' })
      .default(''),
    allow_from: ids(/\d{15,22}/, 'an id on Discord is a long number, written as text'),
    groups: ids(/\d{15,22}/, 'a channel on Discord is a long number, written as text'),
  },
  slack: {
    ...COMMON,
    ...GROUPS,
    mode: z.enum(['socket', 'webhook']).default('socket'),
    api_root: httpUrlSchema.default('https://slack.com/api'),
    /** A person is unique only with the workspace: `T012AB3CD/U045EF6GH`. */
    allow_from: ids(
      /[TE][A-Z0-9]{2,20}\/[UW][A-Z0-9]{2,20}/,
      'a person on Slack is written as T…/U…: workspace and member id',
    ),
    groups: ids(/[CG][A-Z0-9]{2,20}/, 'a channel on Slack is written by its id, which begins with C or G'),
  },
  whatsapp: {
    ...COMMON,
    api_root: httpUrlSchema.default('https://graph.facebook.com/v26.0'),
    phone_number_id: z
      .string()
      .regex(/^\d{0,32}$/, { message: 'the phone number id is a number' })
      .default(''),
    allow_from: ids(
      /(?:[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}|[0-9]{5,20})/,
      'an id on WhatsApp is written as DE.1349… or, where there is none, as the number with its country code, digits only',
    ),
  },
  signal: {
    ...COMMON,
    ...GROUPS,
    /** Of the signal-cli daemon on this computer. */
    rpc_url: httpUrlSchema.default('http://127.0.0.1:8080'),
    /** The number the daemon speaks for; empty where it has one only. */
    account: z
      .string()
      .regex(/^(?:\+\d{5,20})?$/, { message: 'an account is written as +49…' })
      .default(''),
    allow_from: ids(
      /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/,
      'a person on Signal is written by the ACI, a UUID',
    ),
    groups: ids(
      /[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{22}==/,
      'a group on Signal is written by its id, as signal-cli shows it, ending with =',
    ),
  },
  line: {
    ...COMMON,
    ...GROUPS,
    api_root: httpUrlSchema.default('https://api.line.me'),
    data_api_root: httpUrlSchema.default('https://api-data.line.me'),
    allow_from: ids(/U[0-9a-f]{32}/, 'a person on LINE is written by the user id, which begins with U'),
    groups: ids(/[CR][0-9a-f]{32}/, 'a group on LINE is written by its id, which begins with C or R'),
  },
  feishu: {
    ...COMMON,
    ...GROUPS,
    mode: z.enum(['socket', 'webhook']).default('socket'),
    /** https://open.feishu.cn, or https://open.larksuite.com for Lark. */
    api_root: httpUrlSchema.default('https://open.feishu.cn'),
    app_id: z
      .string()
      .regex(/^(?:cli_[A-Za-z0-9]{4,64})?$/, { message: 'an app id begins with cli_' })
      .default(''),
    allow_from: ids(
      /ou_[A-Za-z0-9]{4,64}/,
      'a person on Feishu is written by the open id, which begins with ou_',
    ),
    groups: ids(/oc_[A-Za-z0-9]{4,64}/, 'a group on Feishu is written by its id, which begins with oc_'),
  },
  matrix: {
    ...COMMON,
    ...GROUPS,
    homeserver: z.union([z.literal(''), httpUrlSchema]).default(''),
    allow_from: ids(/@[^\s:]{1,200}:[^\s]{1,200}/, 'a person on Matrix is written as @name:server'),
    groups: ids(
      /![^\s]{1,250}/,
      'a room on Matrix is written by its id, which begins with !; an alias can change hands',
    ),
  },
  imessage: {
    ...COMMON,
    ...GROUPS,
    allow_from: ids(
      new RegExp(`\\+\\d{5,20}|${MAIL_ADDRESS.source}`),
      'a person on iMessage is written as +49… or by the address they write from',
    ).transform((people) => people.map((person) => person.toLowerCase())), // as Messages keeps them
    groups: ids(/chat[A-Za-z0-9]{3,60}/, 'a group on iMessage is written by its id, which begins with chat'),
  },
  twilio: {
    ...COMMON,
    api_root: httpUrlSchema.default('https://api.twilio.com'),
    account_sid: z
      .string()
      .regex(/^(?:AC[0-9a-f]{32})?$/, { message: 'an account SID begins with AC' })
      .default(''),
    /** Our number, `whatsapp:` and our number, or a messaging service. */
    from: z
      .string()
      .regex(/^(?:(?:whatsapp:)?\+\d{5,20}|MG[0-9a-f]{32})?$/, {
        message: 'the sender is +49…, whatsapp:+49…, or a messaging service MG…',
      })
      .default(''),
    allow_from: ids(
      /\+\d{5,20}|whatsapp:(?:\+\d{5,20}|[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128})/,
      'a person is written as +49…, or whatsapp:+49…',
    ),
  },
  email: {
    ...COMMON,
    /** An answer to a stranger's mail would be one more unwanted mail: no pairing, and never open. */
    dm_policy: z.enum(['allowlist', 'disabled']).default('allowlist'),
    address: z.union([z.literal(''), z.string().regex(new RegExp(`^${MAIL_ADDRESS.source}$`))]).default(''),
    user: z.string().max(320).default(''),
    imap_host: z.union([z.literal(''), hostSchema]).default(''),
    imap_port: portSchema.default(993),
    smtp_host: z.union([z.literal(''), hostSchema]).default(''),
    smtp_port: portSchema.default(465),
    /** The name in `Authentication-Results` by which our receiving server says that a sender is genuine. */
    trusted_authserv: z.union([z.literal(''), hostSchema]).default(''),
    allow_from: z
      .array(
        z
          .string()
          .regex(new RegExp(`^${MAIL_ADDRESS.source}$`), {
            message: 'a person is written by the mail address alone',
          })
          // As the id of a sender has it: a domain is the same in capitals, what stands before it need not be.
          .transform((address) => address.replace(/@.*$/, (domain) => domain.toLowerCase())),
      )
      .default([]),
  },
};

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

/**
 * `channels.telegram.enabled`, `channels.slack.accounts.work.mode`, and `….direct` for dm_policy and allow_from at once.
 * A whole account: `channels.slack.accounts.work`.
 */
export const channelSettingKeySchema = z.templateLiteral([
  'channels.',
  z.enum(CHANNEL_PLATFORMS),
  '.',
  z.string().regex(/^[a-z0-9_.-]{1,80}$/),
]);
export type ChannelSettingKey = z.infer<typeof channelSettingKeySchema>;

export interface ChannelSettingPath {
  readonly platform: ChannelPlatform;
  /** Null: the first account. */
  readonly account: string | null;
  /** Null: the whole account. */
  readonly field: string | null;
}

/** Null for what is no setting of a channel. */
export function readChannelSettingKey(key: string): ChannelSettingPath | null {
  const [, platform = '', account, field] =
    /^channels\.([a-z]+)(?:\.accounts\.([a-z0-9-]{1,32}))?(?:\.([a-z_]+))?$/.exec(key) ?? [];
  if (!isChannelPlatform(platform) || (account === undefined && field === undefined)) return null;
  if (field !== undefined && field !== DIRECT && !(field in FIELDS[platform])) return null;
  return { platform, account: account ?? null, field: field ?? null };
}

export function isChannelPlatform(name: string): name is ChannelPlatform {
  return Object.hasOwn(FIELDS, name);
}

/** What `direct` may hold, and nothing beside it. */
export const directSettingSchema = z.strictObject({
  dm_policy: dmPolicySchema,
  allow_from: z.array(z.union([z.string(), z.int()])),
});
