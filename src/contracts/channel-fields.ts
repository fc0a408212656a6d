// The fields of every platform's settings: what all channels have, and what each needs beside it. Names are those of the
// file. Ids are immutable ones of the platform; names, which can change hands, do not fit.
import { z } from 'zod';

export const dmPolicySchema = z.enum(['pairing', 'allowlist', 'open', 'disabled']);
export type DmPolicy = z.infer<typeof dmPolicySchema>;
export const groupPolicySchema = z.enum(['allowlist', 'open', 'disabled']);
export type GroupPolicy = z.infer<typeof groupPolicySchema>;

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
export const FIELDS = {
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
    ...GROUPS,
    /** `device`: as a linked device of an account, by the add-on that the owner installs. */
    link: z.enum(['cloud', 'device']).default('cloud'),
    /** The fingerprint of the add-on that may run; another one is not started. */
    addon_fingerprint: z
      .string()
      .regex(/^(?:[0-9a-f]{64})?$/, { message: 'a fingerprint is 64 digits and letters from a to f' })
      .default(''),
    /** False: the add-on runs as the account, with its files and its network. */
    addon_confined: z.boolean().default(true),
    api_root: httpUrlSchema.default('https://graph.facebook.com/v26.0'),
    phone_number_id: z
      .string()
      .regex(/^\d{0,32}$/, { message: 'the phone number id is a number' })
      .default(''),
    allow_from: ids(
      /(?:[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}|(?:lid\.)?[0-9]{5,20})/,
      'an id on WhatsApp is written as DE.1349… or lid.1349… or, where there is none, as the number with its country code, digits only',
    ),
    /** By a linked device only. */
    groups: ids(
      /\d{5,20}(?:-\d{1,20})?@g\.us/,
      'a group on WhatsApp is written by its id, which ends in @g.us',
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
