// The local control socket, as the CLI speaks it: one JSON object a line.
//   cli → {proof} → server; then {id, contract, call, input} → {id, reply}
import { z } from 'zod';

/** Bytes a line may have before the connection is ended. */
export const MAX_CONTROL_LINE_BYTES = 1_048_576;

/** First line from the client: proof that it could read the token file of this profile. */
export const controlHelloSchema = z.strictObject({
  proof: z.string().min(32).max(128),
  /** Whether events are wanted, as lines `{ contract, event, payload }`. */
  events: z.boolean().default(false),
});

export const controlRequestSchema = z.strictObject({
  id: z.int().min(0),
  contract: z.string().max(64),
  call: z.string().max(64),
  input: z.unknown(),
});
export type ControlRequest = z.infer<typeof controlRequestSchema>;

/** File names inside the profile folder. */
export const CONTROL_SOCKET_FILE = 'control.sock';
export const CONTROL_PROOF_FILE = 'control.proof';

/** Longest path a Unix socket may have on every system we run on (macOS: 104 with the final zero). */
const MAX_SOCKET_PATH_BYTES = 100;

/**
 * Where the control socket of a profile lives: in the profile folder, or, when that path is too long for a socket,
 * under a name derived from it in the account's temporary folder; on Windows a named pipe.
 * `homeSha256` is the SHA-256 of the absolute profile path, hex.
 */
export function controlAddress(where: {
  platform: string;
  home: string;
  temporaryFolder: string;
  homeSha256: string;
}): string {
  const short = where.homeSha256.slice(0, 24);
  if (where.platform === 'win32') return `\\\\.\\pipe\\sallyport-${short}`;
  const inHome = `${where.home}/${CONTROL_SOCKET_FILE}`;
  if (new TextEncoder().encode(inHome).length <= MAX_SOCKET_PATH_BYTES) return inHome;
  return `${where.temporaryFolder}/sallyport-${short}/${CONTROL_SOCKET_FILE}`;
}
