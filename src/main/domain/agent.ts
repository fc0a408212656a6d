// The agent: the domain wired together, top to bottom, from its ports. No Electron, no Node, no SDK.
//   inbound → handle-message → queue → turn → gate → deliver; approvals, pairing, ledger beside it

import { type AgentLife, createAgentLife } from './agent-life.ts';
import type { AgentPorts } from './agent-ports.ts';
import { createAttachments } from './attachments/wire-attachments.ts';
import { createCommitTogether } from './commit-together.ts';
import { createItemAnnouncer } from './conversation/announce-items.ts';
import { type ChannelSet, createChannelSet } from './conversation/channels.ts';
import { fixedTokensOf } from './conversation/context.ts';
import { createDelivery, type Delivery } from './conversation/deliver.ts';
import { createHandleMessage, type HandleMessage } from './conversation/handle-message.ts';
import type { Invitations } from './conversation/invitations.ts';
import { createOutgoing } from './conversation/outgoing.ts';
import type { Pairing } from './conversation/pairing.ts';
import { createPrivateConversations } from './conversation/private-conversations.ts';
import { createTurnQueue, type TurnQueue } from './conversation/queue.ts';
import { createShortening } from './conversation/shortening.ts';
import { createStreaming } from './conversation/streaming.ts';
import { createRunTurn, turnSettings } from './conversation/turn.ts';
import { createUndelivered, type Undelivered } from './conversation/undelivered.ts';
import { createViews, type Views } from './conversation/views.ts';
import { wirePairing } from './conversation/wire-pairing.ts';
import type { Approvals } from './gate/approvals.ts';
import { createQuestions, type Questions } from './gate/questions.ts';
import type { Rules } from './gate/rules/create-rules.ts';
import { wireGate } from './gate/wire-gate.ts';
import { createLedger, type Ledger } from './ledger/ledger.ts';
import { createMaskKnown, createRedact } from './ledger/redact.ts';
import { createMakeId } from './make-id.ts';
import type { OwnerMemory } from './memory/owner/owner-memory.ts';
import { wireMemory } from './memory/wire-memory.ts';
import { createOwnerActions, type OwnerActions } from './owner-actions.ts';
import type { Inbound } from './ports/channel.ts';
import type { ConversationRow } from './ports/stores.ts';
import type { MakeId, Redact } from './ports/world.ts';
import { createSwitches, type Switches } from './switches.ts';

export interface Agent
  extends OwnerActions,
    AgentLife,
    Pick<Questions, 'askAgain' | 'expiredQuestion'>,
    Pick<Switches, 'status' | 'announceStatus' | 'pause' | 'resume' | 'stopAll'> {
  makeId: MakeId;
  redact: Redact;
  ledger: Ledger;
  approvals: Approvals;
  pairing: Pairing;
  invitations: Invitations;
  rules: Rules;
  memory: OwnerMemory;
  /** What follows from the settings is looked at anew. */
  settingsChanged(): void;
  channels: ChannelSet;
  views: Views;
  inbound: Inbound;
  receive: HandleMessage['receive'];
  queue: TurnQueue;
  delivery: Delivery;
  undelivered: Undelivered;
  workspaceOf(conversation: ConversationRow): string;
  /** Ends a private conversation and erases it; false when there is none. */
  endPrivate(conversationId: string): Promise<boolean>;
  streamingIn(conversationId: string): { turnId: string; stepId: string; text: string } | null;
}

export function createAgent(ports: AgentPorts): Agent {
  const { stores, clock, announce, log } = ports;
  const redact = createRedact(ports.knownSecrets);
  const makeId = createMakeId({ clock, random: ports.random, floor: stores.frames.head()?.id ?? null });
  const ledger = createLedger({ ...ports, ...stores, makeId, redact });
  const soon = ports.soon ?? queueMicrotask;
  const commit = createCommitTogether({ stores, soon });
  const streaming = createStreaming({ redact, knownSecrets: ports.knownSecrets, announce });
  const items = createItemAnnouncer({ ...ports, views: () => views, soon });

  const channels = createChannelSet({
    ...{ stores, ledger, log },
    inbound: () => inbound,
    onHealth: (id, health) => {
      announceStatus();
      if (health.state !== 'connected') return;
      delivery.retryNow(id);
      forwarding.refresh();
    },
  });
  const delivery = createDelivery({
    ...{ stores, ledger, clock, makeId, redact, log, commit },
    channel: channels.get,
    render: channels.render,
    onState: (row) => {
      if (row.conversationId !== null) items.changed(row.conversationId, row.onceKey.split('/')[0] ?? '');
      if (row.state !== 'sent') undelivered.changed();
    },
  });
  const undelivered = createUndelivered({
    ...{ stores, ledger, clock, redact, announce, delivery, onItem: items.changed },
  });
  const { approvals, forwarding, askAgain, expiredQuestion } = createQuestions({
    ...{ stores, ledger, clock, makeId, redact, log, announce, random: ports.random, config: ports.config },
    channel: channels.get,
    queue: () => queue,
    onMessage: items.changed,
    onChange: announceStatus,
  });
  const { pairing, invitations } = wirePairing({
    ...{ ...ports, ledger, makeId, delivery, announceStatus },
    queue: () => queue,
  });
  const memory = wireMemory({
    ...{ ...ports, ledger, makeId, redact, approvals },
    isRunning: (id) => queue.isRunning(id),
    isPaused: () => switches.isPaused(),
    onForgotten: () => attachments.sweep(),
  });
  const attachments = createAttachments({
    ...{
      ...ports,
      ledger,
      makeId,
      redact,
      delivery,
      workspaceOf,
      channel: channels.get,
      onItem: items.changed,
    },
    maskKnown: createMaskKnown(ports.knownSecrets),
  });
  const outgoing = createOutgoing({ stores, clock, makeId, delivery, redact, onMessage: items.changed });
  const tools = ports.tools({ memory: memory.forTools, outgoing, fileSending: attachments.sending });
  const { rules, gate } = wireGate({
    ...{ ...ports, ledger, approvals, tools, makeId, redact },
    isPaused: () => switches.isPaused(),
    isStillAdmitted: (conversation, actor) => handle.isAdmitted(conversation, actor),
    onItem: items.changed,
  });
  const toolDefinitions = tools.map((tool) => tool.definition);
  const shortening = createShortening({
    ...{ ...ports, ledger, makeId, redact, model: ports.memoryModel ?? ports.model },
    learn: memory.learnNow,
    forgotten: memory.forOwner.forgetting.count,
    settings: () => turnSettings(ports.config()),
    // The tools stay the same as long as the agent lives: counted once, not with each turn.
    fixedTokens: fixedTokensOf('', toolDefinitions),
    isPaused: () => switches.isPaused(),
    onItem: items.changed,
  });
  const runTurn = createRunTurn({
    ...{ stores, ledger, clock, makeId, redact, random: ports.random },
    announce: (contract, event, payload) => {
      items.flush(); // so that a turn's last words are there before its end
      announce(contract, event, payload);
    },
    commit,
    model: ports.model,
    gate,
    delivery,
    ...{ shortening, toolDefinitions, alwaysInMind: memory.alwaysInMind },
    settings: () => turnSettings(ports.config()),
    workspaceOf,
    bringAttachments: attachments.bring,
    isStillAdmitted: (conversation, message) => handle.isAdmitted(conversation, message.actor),
    showTyping: (conversation) => channels.get(conversation.channelId)?.showTyping(conversation),
    onItem: items.changed,
    onStream: streaming.add,
  });
  const queue: TurnQueue = createTurnQueue({
    run: async (turnId, signal, whileWaiting) => {
      announceStatus();
      try {
        await runTurn(turnId, signal, whileWaiting);
      } finally {
        const conversationId = stores.turns.get(turnId)?.conversationId;
        if (conversationId !== undefined) {
          streaming.end(conversationId);
          items.changed(conversationId, null);
        }
      }
    },
    maxConcurrent: () => ports.config().limits.concurrent_turns,
    onFault: (turnId, cause) => log.error('A turn failed unexpectedly', { turnId, cause }),
    onEnd: (conversationId) => {
      announceStatus();
      memory.turnEnded(conversationId);
      shortening.afterTurn(conversationId);
    },
  });
  const handle = createHandleMessage({
    stores,
    ledger,
    clock,
    makeId,
    pairing,
    invitations,
    queue,
    delivery,
    policyOf: (channelId) => ports.policyOf(ports.config(), channelId),
    redact,
    takeAnswer: forwarding.take,
    onMessage: items.changed,
  });
  const inbound: Inbound = {
    receive: handle.receive,
    skip: handle.skip,
    together: handle.together,
    cursor: (channelId) => stores.settings.get(`cursor ${channelId}`),
    saveCursor: (channelId, cursor) => stores.settings.put(`cursor ${channelId}`, cursor),
  };
  // Read before anything can be added: what comes from now on is queued behind it, once.
  const unfinished = stores.turns.unfinished();
  for (const turn of unfinished) queue.add(turn.conversationId, turn.id);

  const privates = createPrivateConversations({
    ...{ stores, ledger, clock, log, approvals, announce, announceStatus },
    ownWorkspacePath: ports.ownWorkspacePath ?? ports.ownWorkspaceOf,
    removeOwnWorkspace: async (id) => (await ports.removeOwnWorkspace?.(id)) ?? true,
    queue: () => queue,
    endPrograms: async (id) => await ports.endPrograms?.(id),
  });
  const views = createViews({
    stores,
    redact,
    stateOf: (conversationId) =>
      approvals.isWaitedFor(conversationId)
        ? 'waiting'
        : queue.isRunning(conversationId)
          ? 'working'
          : 'idle',
  });

  function workspaceOf(conversation: ConversationRow): string {
    return conversation.workspace ?? ports.ownWorkspaceOf(conversation.id);
  }

  const switches = createSwitches({
    stores,
    ledger,
    queue,
    channels,
    approvals,
    announce,
    version: ports.version,
    notices: () => [...ports.notices(), ...privates.notices()],
    sandboxState: ports.sandboxState,
    onPause: () => {
      ports.onPause?.();
      memory.interrupt();
      shortening.interrupt();
    },
  });

  function announceStatus(): void {
    switches.announceStatus();
  }

  return {
    makeId,
    redact,
    ledger,
    approvals,
    askAgain,
    expiredQuestion,
    pairing,
    invitations,
    rules,
    memory: memory.forOwner,
    settingsChanged: memory.settingsChanged,
    channels,
    views,
    inbound,
    queue,
    delivery,
    undelivered,
    workspaceOf,
    ...switches,
    ...createOwnerActions({ stores, ledger, clock, makeId, onConversation: (id) => items.changed(id, null) }),
    receive: handle.receive,
    streamingIn: streaming.in,
    endPrivate: privates.end,
    ...createAgentLife({
      ...{ stores, ledger, clock, unfinished: unfinished.length, version: ports.version },
      ...{
        approvals,
        pairing,
        delivery,
        channels,
        queue,
        switches,
        memory,
        forwarding,
        items,
        privates,
        attachments,
      },
    }),
  };
}
