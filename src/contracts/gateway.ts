// The gateway as the window and the CLI see it: whether it listens, API keys, devices. A key is made only after the
// owner confirmed it in the approval window; its value goes to a dialog of main's own and never through this contract,
// but for the command line of a computer without a window.
import { z } from 'zod';
import { defineContract } from './contract.ts';
import { emptySchema, idSchema, timeSchema } from './scalars.ts';

/** What a key may do. Held on the server; nothing a client says adds to it. */
export const SCOPES = [
  'conversations:read', // its own conversations
  'conversations:read-all', // everybody's, but private ones
  'messages:write',
  'approvals:read',
  'approvals:deny',
  'chat', // /v1/chat/completions and /v1/models
] as const;
export const scopeSchema = z.enum(SCOPES);
export type Scope = z.infer<typeof scopeSchema>;

const labelSchema = z.string().trim().min(1).max(40);
const scopesSchema = z.array(scopeSchema).min(1).max(SCOPES.length);

export const keyViewSchema = z.strictObject({
  id: idSchema,
  label: z.string(),
  /** How its value begins, so that it can be recognised. */
  begins: z.string(),
  scopes: z.array(scopeSchema),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullable(),
});
export type KeyView = z.infer<typeof keyViewSchema>;

export const deviceViewSchema = z.strictObject({
  id: idSchema,
  label: z.string(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullable(),
});
export type DeviceView = z.infer<typeof deviceViewSchema>;

export const gatewayStateSchema = z.strictObject({
  enabled: z.boolean(),
  /** `http://127.0.0.1:41234` while it listens. */
  address: z.string().nullable(),
  publicUrl: z.string().nullable(),
  /** Why it does not listen although it is on. */
  problem: z.string().nullable(),
});
export type GatewayState = z.infer<typeof gatewayStateSchema>;

/** A code that a device shows once; what follows is a question in the approval window. */
export const devicePairingSchema = z.strictObject({
  code: z.string(),
  /** Opened on the device, with the code behind `#`, which no server is sent. */
  url: z.string(),
  /** The address as a QR code: one text a row, `1` for dark. */
  rows: z.array(z.string()),
  expiresAt: timeSchema,
});
export type DevicePairingView = z.infer<typeof devicePairingSchema>;

const settledSchema = z.strictObject({ settled: z.boolean(), message: z.string() });

export const gatewayContract = defineContract({
  name: 'gateway',
  surfaces: ['chat', 'cli'],
  calls: {
    state: { input: emptySchema, output: gatewayStateSchema },
    keys: { input: emptySchema, output: z.array(keyViewSchema) },
    /** Asks in the approval window; the value is then shown once in a dialog of main's own. */
    askKey: {
      input: z.strictObject({ label: labelSchema, scopes: scopesSchema }),
      output: z.strictObject({ approvalId: idSchema }),
      surfaces: ['chat'],
    },
    /** For the CLI where it may approve: the value is printed once. */
    makeKey: {
      input: z.strictObject({ label: labelSchema, scopes: scopesSchema }),
      output: z.strictObject({ key: keyViewSchema, token: z.string() }),
      surfaces: ['cli'],
    },
    revokeKey: { input: z.strictObject({ id: idSchema }), output: settledSchema },
    devices: { input: emptySchema, output: z.array(deviceViewSchema) },
    /** A code, for ten minutes and one device. It confers nothing: the device is confirmed in the approval window. */
    pairDevice: { input: emptySchema, output: devicePairingSchema },
    revokeDevice: { input: z.strictObject({ id: idSchema }), output: settledSchema },
    /** The owner's own key for programs of this computer, made on first use: in a dialog of main's own. */
    showOwnKey: {
      input: emptySchema,
      output: z.strictObject({ shown: z.boolean() }),
      surfaces: ['chat'],
    },
    /** The same for the CLI where it may approve. */
    ownKey: { input: emptySchema, output: z.strictObject({ token: z.string() }), surfaces: ['cli'] },
  },
  events: { 'gateway-change': emptySchema },
});
