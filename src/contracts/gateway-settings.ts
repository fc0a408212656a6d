// The settings of the gateway, `[gateway]` in the settings file. It is off until the owner switches it on, and always on
// this computer's own address: what leaves the computer goes through a tunnel of the owner's.
import { z } from 'zod';

/** A host as a browser sends it: a name or an address in brackets, with a port where it is not the usual one. */
const hostSchema = z
  .string()
  .regex(/^(\[[0-9a-f:]{2,39}\]|[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)(:\d{1,5})?$/i, {
    message: 'a host is written as example.com or example.com:8443',
  })
  .transform((host) => host.toLowerCase());

/** Scheme, host and port, nothing behind it: what a browser calls an origin. */
const originSchema = z
  .url({ protocol: /^https?$/ })
  .refine((url) => URL.canParse(url) && new URL(url).origin === url.toLowerCase(), {
    message: 'an origin is written as https://example.com, with nothing behind it',
  })
  .transform((origin) => origin.toLowerCase());

/** Empty, or the https address under which a tunnel shows the gateway. */
const publicUrlSchema = z.union([
  z.literal(''),
  z
    .url({ protocol: /^https$/ })
    .refine((url) => URL.canParse(url) && new URL(url).origin === url.toLowerCase().replace(/\/$/, ''), {
      message: 'the public address is written as https://example.com: https only, with no path behind it',
    })
    .transform((url) => url.toLowerCase().replace(/\/$/, '')),
]);

export const gatewayConfigSchema = z.strictObject({
  enabled: z.boolean().default(false),
  /** 0: a random one, chosen once and kept in the profile. */
  port: z
    .int()
    .refine((port) => port === 0 || (port >= 1_024 && port <= 65_535), {
      message: 'a port is 0, or from 1024 to 65535',
    })
    .default(0),
  public_url: publicUrlSchema.default(''),
  /** Hosts beside this computer's own that a request may be for. */
  allowed_hosts: z.array(hostSchema).max(32).default([]),
  /** Pages of others that may speak with the gateway from a browser. */
  allowed_origins: z.array(originSchema).max(32).default([]),
});
export type GatewayConfig = z.infer<typeof gatewayConfigSchema>;

export const GATEWAY_SETTING_KEYS = [
  'gateway.enabled',
  'gateway.port',
  'gateway.public_url',
  'gateway.allowed_hosts',
  'gateway.allowed_origins',
] as const;
export type GatewaySettingKey = (typeof GATEWAY_SETTING_KEYS)[number];
