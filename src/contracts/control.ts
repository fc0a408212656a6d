// The local control socket, as the CLI speaks it: one JSON object a line.
//   cli → {proof} → server; then {id, contract, call, input} → {id, reply}
import { z } from 'zod';

/** Bytes a line may have before the connection is ended. */
export const MAX_CONTROL_LINE_BYTES = 1_048_576;

/** First line from the client: proof that it could read the token file of this profile. */
export const controlHelloSchema = z.strictObject({ proof: z.string().min(32).max(128) });

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
