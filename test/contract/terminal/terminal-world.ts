// Real terminals: the real sandbox under them, real pseudo-terminals, the real agent's ledger and approvals beside
// them, and the clock of this computer. Shared by the contract and deny tests of terminals.
import type { TerminalView } from '../../../src/contracts/terminals.ts';
import { composeTerminals } from '../../../src/main/compose-terminals.ts';
import type { TerminalLook, TerminalOutcome, Terminals } from '../../../src/main/domain/ports/terminal.ts';
import type { ToolContext } from '../../../src/main/domain/ports/tool.ts';
import type { OwnerTerminals } from '../../../src/main/domain/terminals/owner-terminals.ts';
import { systemClock } from '../../../src/main/world.ts';
import { makeWorld, type World } from '../../worlds/world.ts';
import { makeSandboxWorld, quietLog, type SandboxWorld } from '../sandbox/sandbox-world.ts';

export interface TerminalWorld {
  readonly sandbox: SandboxWorld;
  readonly agent: World['agent'];
  readonly stores: World['stores'];
  readonly terminals: Terminals;
  readonly owner: OwnerTerminals;
  readonly events: { readonly event: string; readonly payload: unknown }[];
  secrets: readonly string[];
  readonly context: ToolContext;
  /** Prepares and starts; what it shows when it is quiet. */
  start(argv: readonly string[], options?: { signal?: AbortSignal }): Promise<TerminalLook>;
  startOutcome(argv: readonly string[], options?: { signal?: AbortSignal }): Promise<TerminalOutcome>;
  type(id: string, keystrokes: string): Promise<TerminalLook>;
  look(id: string): Promise<TerminalLook>;
  view(id: string): TerminalView;
  /** All that the agent was shown of it, until `words` stand there. */
  until(id: string, words: string | RegExp): Promise<string>;
  ended(id: string): Promise<TerminalView>;
  /** Asks, and answers as the approval window would. */
  takeOver(id: string): void;
  dispose(): Promise<void>;
}

const never = new AbortController().signal;

export function makeTerminalWorld(): TerminalWorld {
  const sandbox = makeSandboxWorld();
  const world = makeWorld();
  const events: TerminalWorld['events'] = [];
  const state = { secrets: [] as readonly string[] };
  const { forTools: terminals, forOwner: owner } = composeTerminals({
    sandbox: sandbox.sandbox,
    stores: world.stores,
    clock: systemClock,
    log: quietLog,
    announce: (_contract, event, payload) => void events.push({ event, payload }),
    knownSecrets: () => state.secrets,
    agent: () => world.agent,
  });
  const conversation = world.agent.newOwnConversation('Here');
  const cause = world.stores.transaction(() =>
    world.agent.ledger.record({ kind: 'tool-started', causeId: null, actor: { kind: 'owner' } }),
  );
  const context: ToolContext = {
    conversationId: conversation.id,
    turnId: world.agent.makeId(),
    actor: { kind: 'owner' },
    workspace: sandbox.workspace,
    frameId: cause.id,
    taint: { untrusted: false, private: false, sources: [] },
  };

  async function startOutcome(
    argv: readonly string[],
    options: { signal?: AbortSignal } = {},
  ): Promise<TerminalOutcome> {
    const request = { ...sandbox.request(argv, { timeoutMs: 60_000 }), terminal: true };
    const prepared = await sandbox.sandbox.prepare(request);
    if (prepared.kind === 'refused') return prepared;
    return terminals.start(request, prepared.command, context, cause.id, options.signal ?? never);
  }

  function looked(outcome: TerminalOutcome): TerminalLook {
    if (outcome.kind === 'refused') throw new Error(outcome.reason);
    return outcome.look;
  }

  function view(id: string): TerminalView {
    const found = owner.list().find((one) => one.id === id);
    if (found === undefined) throw new Error('no such terminal');
    return found;
  }

  return {
    sandbox,
    agent: world.agent,
    stores: world.stores,
    terminals,
    owner,
    events,
    get secrets() {
      return state.secrets;
    },
    set secrets(to) {
      state.secrets = to;
    },
    context,
    startOutcome,
    start: async (argv, options) => looked(await startOutcome(argv, options)),
    type: async (id, keystrokes) => {
      const found = terminals.findForTyping(id, context);
      if (found.kind === 'none') throw new Error(found.reason);
      return looked(await terminals.type(found.terminal, keystrokes, context, never));
    },
    look: async (id) => looked(await terminals.look(id, 500, context, never)),
    view,
    async until(id, words) {
      let text = '';
      for (;;) {
        const look = looked(await terminals.look(id, 500, context, never));
        text += `${look.text}\n`;
        if (typeof words === 'string' ? text.includes(words) : words.test(text)) return text;
        if (look.ending !== null) throw new Error(`It ended: ${look.ending}\n${text}`);
      }
    },
    async ended(id) {
      while (view(id).state === 'running') await new Promise((resolve) => setTimeout(resolve, 5));
      return view(id);
    },
    takeOver(id) {
      const questionId = owner.askTakeOver(id);
      const question = world.agent.approvals.questions().find((one) => one.id === questionId);
      const answer = world.agent.approvals.allow(questionId, 'once', question?.revision ?? null);
      if (!answer.settled) throw new Error(answer.message);
    },
    async dispose() {
      await owner.stop();
      sandbox.dispose();
    },
  };
}
