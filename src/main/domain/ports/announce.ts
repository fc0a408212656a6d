// Events announce what is already durable; they never command. Names and payloads are those of the contracts.
import type { z } from 'zod';
import type { ContractName, Contracts } from '../../../contracts/surfaces.ts';

export type Announce = <N extends ContractName, E extends keyof Contracts[N]['events'] & string>(
  contract: N,
  event: E,
  payload: Contracts[N]['events'][E] extends z.ZodType ? z.input<Contracts[N]['events'][E]> : never,
) => void;
