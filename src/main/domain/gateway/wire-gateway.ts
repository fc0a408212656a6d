// The gateway's side of the agent, joined: callers, pairing, talk, streams, chats. Decides nothing.
//   Gateway (port) for the adapter; GatewayDesk for the window and the CLI; what is announced comes in by `hear`

import type { Scope } from '../../../contracts/gateway.ts';
import type { ApiEvent } from '../../../contracts/gateway-api.ts';
import { SCOPE_WORDS } from '../../../contracts/scope-words.ts';
import type { Contracts } from '../../../contracts/surfaces.ts';
import type { Agent } from '../agent.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { Gateway } from '../ports/gateway.ts';
import type { Stores } from '../ports/stores.ts';
import type { Clock, Digest, Log, Random } from '../ports/world.ts';
import { type Callers, createCallers } from './callers.ts';
import { createClientChats } from './client-chats.ts';
import { createDevicePairing, type DevicePairing } from './device-pairing.ts';
import { createEventStreams } from './event-streams.ts';
import { createRefusals } from './refusals.ts';
import { apiMessageOf, createTalk, GATEWAY } from './talk.ts';
import { createTurnFollowers } from './turn-followers.ts';

export interface GatewayDesk
  extends Pick<Callers, 'keys' | 'devices' | 'makeKey' | 'revoke' | 'admitted'>,
    Pick<DevicePairing, 'open'> {
  readonly port: Gateway;
  /** Asks the owner; `onMade` is given the value once, after the answer is durable. */
  askKey(label: string, scopes: readonly Scope[], onMade: (label: string, token: string) => void): string;
  hear(contract: string, event: string, payload: unknown): void;
  isHeard(): boolean;
  stop(): void;
}

type Told = {
  readonly [E in keyof Contracts['conversations']['events']]: {
    readonly conversationId: string;
    readonly turnId: string;
    readonly stepId: string;
    readonly delta: string;
  };
}['turn-text'];

export function wireGateway(deps: {
  agent: Agent;
  stores: Stores;
  clock: Clock;
  random: Random;
  digest: Digest;
  log: Log;
  soon: (run: () => void) => void;
  /** Keys, devices or the listener changed. */
  onChange: () => void;
  onAskedForDevice: (approvalId: string) => void;
}): GatewayDesk {
  const { agent, stores, clock, random, digest, log } = deps;
  const { makeId, ledger, approvals } = agent;
  const callers = createCallers({
    ...{ stores, ledger, clock, random, digest, makeId, onChange: deps.onChange },
    endTurnsOf: (senderId) => {
      for (const row of stores.conversations.list())
        if (row.channelId === GATEWAY && row.senderId === senderId) agent.queue.stop(row.id);
    },
  });
  const pairing = createDevicePairing({
    ...{ clock, random, digest, makeId, approvals, callers },
    onAsked: deps.onAskedForDevice,
  });
  const talk = createTalk({ agent, stores, clock, digest, soon: deps.soon });
  const streams = createEventStreams({ stores, clock, makeId });
  callers.onRevoked(streams.drop);
  const followers = createTurnFollowers({ stores, redact: agent.redact, streamingIn: agent.streamingIn });
  const chat = createClientChats({ stores, digest, makeId, talk, followers });
  const refusals = createRefusals({ stores, ledger, clock, log });

  const port: Gateway = {
    ...talk,
    ...refusals,
    credential: callers.credential,
    used: callers.used,
    onRevoked: callers.onRevoked,
    subscribe: streams.subscribe,
    chat,
    isOpenForDevices: () => pairing.isOpen() || callers.devices().length > 0,
    claimDevice: pairing.claim,
    deviceClaim: pairing.claimed,
  };

  function hear(contract: string, event: string, payload: unknown): void {
    if (contract !== 'conversations' || !(streams.isHeard() || followers.isHeard())) return;
    const told = eventOf(event, payload);
    if (told !== null) streams.tell(told.conversationId, told.event);
    if (event === 'turn-text') {
      const { turnId, stepId, delta } = payload as Told;
      followers.text(turnId, stepId, delta);
    } else if (event === 'turn-end') followers.ended((payload as Told).turnId);
  }

  return {
    port,
    keys: callers.keys,
    devices: callers.devices,
    makeKey: callers.makeKey,
    revoke: callers.revoke,
    admitted: callers.admitted,
    open: pairing.open,
    hear,
    isHeard: () => streams.isHeard() || followers.isHeard(),
    stop: streams.stop,
    askKey: (label, scopes, onMade) =>
      approvals.post({
        draft: {
          kind: 'setting',
          key: 'gateway key',
          asker: 'You, from Settings',
          summary: `Make the API key “${label}”`,
          facts: [
            { label: 'Name', text: label, style: 'plain' },
            {
              label: 'Whoever has it could',
              text: scopes.map((scope) => `• ${SCOPE_WORDS[scope]}`).join('\n'),
              style: scopes.includes('conversations:read-all') ? 'warning' : 'plain',
            },
            {
              label: 'What it cannot',
              text: 'Approve anything. What the agent would do for it without a rule of yours is denied.',
              style: 'plain',
            },
          ],
        },
        binding: digest.sha256(canonicalJson(['gateway key', label, [...scopes]])),
        causeFrameId: null,
        turnId: null,
        toolCallId: null,
        actor: { kind: 'owner' },
        tool: 'gateway key',
        ruleFor: null,
        onAllow: (frame) => {
          const { token } = callers.makeKey(label, scopes, frame.id);
          // Shown once what made it is durable.
          queueMicrotask(() => onMade(label, token));
        },
      }),
  };
}

/** What of an announcement a program is told. */
function eventOf(
  name: string,
  payload: unknown,
): { readonly conversationId: string; readonly event: ApiEvent } | null {
  const told = payload as Told & { state: 'done'; item: Parameters<typeof apiMessageOf>[1] };
  const { conversationId, turnId, stepId, delta, state } = told;
  switch (name) {
    case 'item-change': {
      const message = apiMessageOf(conversationId, told.item);
      return message === null ? null : { conversationId, event: { type: 'message', message } };
    }
    case 'turn-start':
      return { conversationId, event: { type: 'turn-start', conversationId, turnId } };
    case 'turn-text':
      return { conversationId, event: { type: 'text', conversationId, turnId, stepId, delta } };
    case 'turn-end':
      return { conversationId, event: { type: 'turn-end', conversationId, turnId, state } };
    default:
      return null;
  }
}
