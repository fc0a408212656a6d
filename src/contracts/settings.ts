// The settings file and what the window may change of it. A change that widens authority is only *proposed* here;
// it becomes a question in the approval window.
import { z } from 'zod';
import { channelSettingKeySchema, channelsSchema, DIRECT } from './channel-settings.ts';
import { defineContract } from './contract.ts';
import { GATEWAY_SETTING_KEYS, gatewayConfigSchema } from './gateway-settings.ts';
import { emptySchema, idSchema } from './scalars.ts';

export const providerSchema = z.enum(['anthropic', 'openai', 'google', 'openai-compatible']);
export type Provider = z.infer<typeof providerSchema>;

/** Who makes vectors of texts: the model that ships with the app, or a server. Anthropic has none. */
export const embeddingProviderSchema = z.enum(['local', ...providerSchema.exclude(['anthropic']).options]);
export type EmbeddingProvider = z.infer<typeof embeddingProviderSchema>;

export const presetSchema = z.enum(['careful', 'trusting', 'locked']);
export type Preset = z.infer<typeof presetSchema>;

const toolPatternSchema = z.string().regex(/^(\*|[a-z][a-z0-9_]{0,63})$/, {
  message: 'a tool is written by its name, or * for every tool',
});
/** A host name, or `*.` and a host name for all below it. No scheme, no port, no path. */
const hostPatternSchema = z
  .string()
  .regex(/^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i, {
    message: 'a host is written as example.com or *.example.com',
  })
  .refine((host) => !/^\*\.[^.]+$/.test(host), {
    message: 'a whole ending such as *.com would be almost every host; write the host itself',
  })
  .transform((host) => host.toLowerCase());
const httpUrlSchema = z.url({ protocol: /^https?$/ });
/** A provider whose address nobody knows but the owner comes with it. */
const HAS_ADDRESS = [
  (model: { readonly provider?: string | undefined; readonly base_url?: string | undefined }): boolean =>
    model.provider !== 'openai-compatible' || model.base_url !== undefined,
  { path: ['base_url'], message: 'provider = "openai-compatible" needs base_url' },
] satisfies [unknown, unknown];
/** The settings file, `<home>/config.toml`. Names in the file are snake_case, as users of TOML expect. */
export const configSchema = z.strictObject({
  agent: z.strictObject({ name: z.string().min(1).max(40).default('Sallyport') }).prefault({}),
  model: z
    .strictObject({
      provider: providerSchema.optional(),
      name: z.string().max(200).optional(),
      /** Only for `openai-compatible`. */
      base_url: httpUrlSchema.optional(),
      /** How much the model can read at once, in tokens. */
      context_tokens: z.int().min(2_000).max(10_000_000).default(128_000),
    })
    .refine(...HAS_ADDRESS)
    .prefault({}),
  channels: channelsSchema,
  approvals: z
    .strictObject({
      /** Minutes until no answer counts as deny. */
      expire_minutes: z.int().min(1).max(1_440).default(30),
      /** Whether the CLI may approve while the window exists. */
      allow_from_cli: z.boolean().default(false),
      /** A direct conversation of the owner's own that questions are also sent to, by its id; empty: none. */
      forward_to: z.string().max(100).default(''),
    })
    .prefault({}),
  policy: z.strictObject({ preset: presetSchema.default('careful') }).prefault({}),
  sandbox: z
    .strictObject({
      /** Which commands are confined: all, all but those of the owner's own conversation, none. */
      mode: z.enum(['all', 'non-main', 'off']).default('all'),
      backend: z.enum(['system', 'docker', 'podman']).default('system'),
      /** Tools usable in sessions other than the owner's own; `*` means every tool. */
      allow_tools: z.array(toolPatternSchema).default(['*']),
      /** Tools refused there, whatever else is allowed. */
      deny_tools: z.array(toolPatternSchema).default([]),
      /** Hosts a command may reach, `example.com` or `*.example.com`; empty: no network. */
      allow_hosts: z.array(hostPatternSchema).default([]),
      /** Absolute folders that commands may read beside their workspace. */
      read_only: z.array(z.string().min(1).max(4_096)).default([]),
      /** Of the docker and podman backends. */
      image: z.string().max(300).default(''),
    })
    .prefault({}),
  memory: z
    .strictObject({
      /** From whose conversations facts are kept. What was said can be found in any case. */
      learn_from: z.enum(['everyone', 'owner', 'nobody']).default('everyone'),
      /** What keeps facts and shortens conversations; without a provider it is the one above, by another name. */
      model: z
        .strictObject({
          provider: providerSchema.optional(),
          name: z.string().max(200).optional(),
          base_url: httpUrlSchema.optional(),
        })
        .refine(...HAS_ADDRESS)
        .prefault({}),
      /** What finds by meaning. Anything but `local` is sent what was said, and what is searched for. */
      embedding: z
        .strictObject({
          provider: embeddingProviderSchema.default('local'),
          name: z.string().max(200).optional(),
          /** Only for `openai-compatible`. */
          base_url: httpUrlSchema.optional(),
        })
        .refine(...HAS_ADDRESS)
        .refine(({ provider, name = '' }) => provider === 'local' || name.trim() !== '', {
          path: ['name'],
          message: 'a provider other than "local" needs the name of its model',
        })
        .prefault({}),
    })
    .prefault({}),
  /** The door for platforms that call us: apart from everything else, so that a tunnel exposes only this. */
  webhooks: z
    .strictObject({
      /** 0: a free one, kept from then on. */
      port: z.int().min(0).max(65_535).default(0),
      /** Where platforms reach it, through a tunnel for instance; https only. Empty: no webhooks. */
      public_url: z.union([z.literal(''), z.url({ protocol: /^https$/ }).regex(/^[^?#@]+$/)]).default(''),
      /** Host names accepted beside that of public_url. */
      allowed_hosts: z.array(hostPatternSchema).default([]),
    })
    .prefault({}),
  web: z
    .strictObject({
      search: z.enum(['none', 'brave', 'searxng', 'tavily']).default('none'),
      /** Only for `searxng`. */
      searxng_url: httpUrlSchema.optional(),
      /** When not empty, only these hosts are fetched from. */
      allow_hosts: z.array(hostPatternSchema).default([]),
      deny_hosts: z.array(hostPatternSchema).default([]),
    })
    .refine((web) => web.search !== 'searxng' || web.searxng_url !== undefined, {
      path: ['searxng_url'],
      message: 'search = "searxng" needs searxng_url',
    })
    .prefault({}),
  gateway: gatewayConfigSchema.prefault({}),
  limits: z
    .strictObject({
      steps_per_turn: z.int().min(1).max(200).default(25),
      /** Seconds a command may run. */
      command_seconds: z.int().min(1).max(3_600).default(60),
      command_memory_mb: z.int().min(64).max(65_536).default(1_024),
      /** Processes and threads a command may have at once. */
      command_processes: z.int().min(8).max(65_536).default(512),
      /** Largest file a command may write, in megabytes. */
      command_file_mb: z.int().min(1).max(1_048_576).default(1_024),
      concurrent_turns: z.int().min(1).max(64).default(8),
    })
    .prefault({}),
});
export type Config = z.infer<typeof configSchema>;

const plainSettingKeySchema = z.enum([
  'agent.name',
  'model',
  'approvals.expire_minutes',
  'approvals.allow_from_cli',
  'approvals.forward_to',
  'policy.preset',
  'sandbox.mode',
  'sandbox.backend',
  'sandbox.allow_tools',
  'sandbox.deny_tools',
  'sandbox.allow_hosts',
  'sandbox.read_only',
  'sandbox.image',
  'memory.learn_from',
  'memory.model',
  'memory.embedding',
  'web',
  ...GATEWAY_SETTING_KEYS,
  'webhooks.port',
  'webhooks.public_url',
  'webhooks.allowed_hosts',
  'limits.steps_per_turn',
  'limits.command_seconds',
  'limits.command_memory_mb',
  'limits.command_processes',
  'limits.command_file_mb',
]);
export type PlainSettingKey = z.infer<typeof plainSettingKeySchema>;

/** The settings a window may change, with their new values as JSON. A key is the dotted path in the file. */
export const settingKeySchema = z.union([plainSettingKeySchema, channelSettingKeySchema]);
export type SettingKey = z.infer<typeof settingKeySchema>;
export const PLAIN_SETTING_KEYS = plainSettingKeySchema.options;

/** Where in the file a setting is; one key stands for two of a table, and may name no others. */
export function pathOfSetting(key: SettingKey): readonly string[] {
  const path = key.split('.');
  return path[0] === 'channels' && path.at(-1) === DIRECT ? path.slice(0, -1) : path;
}

export const configProblemSchema = z.strictObject({
  file: z.string(),
  key: z.string().nullable(),
  line: z.int().nullable(),
  message: z.string(),
});
export type ConfigProblem = z.infer<typeof configProblemSchema>;

export const changeOutcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('applied') }),
  /** It widens authority: the question waits in the approval window. */
  z.strictObject({ kind: z.literal('asked'), approvalId: idSchema }),
  z.strictObject({ kind: z.literal('refused'), message: z.string() }),
]);
export type ChangeOutcome = z.infer<typeof changeOutcomeSchema>;

export const settingsContract = defineContract({
  name: 'settings',
  surfaces: ['chat', 'cli'],
  calls: {
    get: {
      input: emptySchema,
      output: z.strictObject({ config: configSchema, problem: configProblemSchema.nullable() }),
    },
    change: {
      input: z.strictObject({ key: settingKeySchema, value: z.json() }),
      output: changeOutcomeSchema,
      surfaces: ['chat'],
    },
    /** Model servers found on this computer (Ollama, LM Studio, llama.cpp). */
    findLocalModels: {
      input: emptySchema,
      output: z.array(
        z.strictObject({ label: z.string(), baseUrl: z.string(), models: z.array(z.string()) }),
      ),
    },
    /** One short model call with the present settings, to see whether it works. */
    tryModel: { input: emptySchema, output: z.strictObject({ works: z.boolean(), message: z.string() }) },
    /** Makes a new recovery key and shows it in a dialog of main's own; the page never sees it. */
    makeRecoveryKey: {
      input: emptySchema,
      output: z.strictObject({ made: z.boolean() }),
      surfaces: ['chat'],
    },
    firstRun: {
      input: emptySchema,
      output: z.strictObject({
        modelReady: z.boolean(),
        telegramReady: z.boolean(),
        recoveryKeyMade: z.boolean(),
        dismissed: z.boolean(),
      }),
    },
    dismissFirstRun: { input: emptySchema, output: emptySchema },
  },
  events: {
    'settings-change': z.strictObject({ config: configSchema, problem: configProblemSchema.nullable() }),
  },
});
