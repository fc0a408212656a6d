// Every contract by name, and what each surface holds. Preload, renderer, IPC door and control socket read this list.
import { activityContract } from './activity.ts';
import { approvalsContract, authorityContract } from './approvals.ts';
import { channelsContract } from './channels.ts';
import type { Client, Handlers } from './contract.ts';
import { conversationsContract } from './conversations.ts';
import { credentialsContract } from './credentials.ts';
import { documentsContract } from './documents.ts';
import { entitiesContract } from './entities.ts';
import { gatewayContract } from './gateway.ts';
import { memoryContract } from './memory.ts';
import { outboxContract } from './outbox.ts';
import { pairingContract } from './pairing.ts';
import { rulesContract } from './rules.ts';
import { settingsContract } from './settings.ts';
import { statusContract } from './status.ts';
import { terminalsContract } from './terminals.ts';
import { unlockContract } from './unlock.ts';

export const contracts = {
  activity: activityContract,
  approvals: approvalsContract,
  authority: authorityContract,
  channels: channelsContract,
  conversations: conversationsContract,
  credentials: credentialsContract,
  documents: documentsContract,
  entities: entitiesContract,
  gateway: gatewayContract,
  memory: memoryContract,
  outbox: outboxContract,
  pairing: pairingContract,
  rules: rulesContract,
  settings: settingsContract,
  status: statusContract,
  terminals: terminalsContract,
  unlock: unlockContract,
} as const;

export type Contracts = typeof contracts;
export type ContractName = keyof Contracts;

type HandlersOf<N extends ContractName> = { readonly [K in N]: Handlers<Contracts[K]> };

/** The agent must provide all of it. */
export type AllHandlers = HandlersOf<Exclude<ContractName, 'unlock'>>;
/** All there is before the profile is open. */
export type UnlockHandlers = HandlersOf<'unlock'>;

type ClientsOf<N extends ContractName> = { readonly [K in N]: Client<Contracts[K]> };

/** `window.api` in the chat window. No call in it settles or widens. */
export type ChatApi = ClientsOf<
  | 'activity'
  | 'approvals'
  | 'channels'
  | 'conversations'
  | 'credentials'
  | 'documents'
  | 'entities'
  | 'gateway'
  | 'memory'
  | 'outbox'
  | 'pairing'
  | 'rules'
  | 'settings'
  | 'status'
  | 'terminals'
>;
/** `window.api` in the unlock window. */
export type UnlockApi = ClientsOf<'unlock'>;
/** `window.api` in the approval window. */
export type ApprovalApi = ClientsOf<'authority' | 'status'>;
