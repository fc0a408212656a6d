// One run of the add-on's program, from its files to its end.
//   copy and fingerprint → what the owner agreed to? → confined start → hello → lines, each judged → end
// SECURITY lines about what it can reach are those of the sandbox. Knows no WhatsApp.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Sandbox, SandboxProfile, SandboxRequest, Workspaces } from '../../../domain/ports/sandbox.ts';
import type { Clock } from '../../../domain/ports/world.ts';
import { pause } from '../pause.ts';
import { lookAtAddon, PROGRAM } from './addon-files.ts';
import { type BridgeLine, createLineSplitter, type HostLine, judgeLine, PROTOCOL_VERSION } from './lines.ts';

export interface ProgramOptions {
  /** Where the owner installed it. */
  readonly addonFolder: string;
  /** The fingerprint that the owner agreed to; empty: none. */
  readonly agreedSha256: string;
  /** False only by the owner's explicit setting. */
  readonly isConfined: boolean;
  readonly sandbox: Pick<Sandbox, 'prepare' | 'run'>;
  readonly workspaces: Workspaces;
  /** Of its private folder, which is there only while it runs. */
  readonly folderName: string;
  readonly clock: Clock;
}

export interface Speaking {
  say(line: HostLine): boolean;
}

export interface Heard {
  /** It said hello in the version that we speak. */
  begun(speaking: Speaking): void;
  /** One at a time; the next is read when this one was taken. */
  line(line: BridgeLine): Promise<void>;
  /** A line of no known kind, or with other fields than it should have. */
  unknown(text: string): void;
}

export type Ended =
  /** Waits for the owner: install, agree, change a setting. */
  | { readonly kind: 'owner'; readonly reason: string }
  | { readonly kind: 'ended'; readonly reason: string }
  | { readonly kind: 'stopped' };

/** WhatsApp's own hosts (Client/websocket, media): nothing else is reached. */
const HOSTS = ['web.whatsapp.com', '*.whatsapp.net'];
const HELLO_MS = 30_000;
/** Then it is started anew; the sandbox has no run without an end. */
const LONGEST_RUN_MS = 7 * 24 * 60 * 60 * 1_000;
const MAX_MEMORY_BYTES = 1_024 * 1024 ** 2;
const MAX_PROCESSES = 64;
/** A busy group has a few messages a second; a first sync has some hundred lines of keys. */
const LINES_AT_ONCE = 500;
const MS_PER_LINE = 10;
/** Lines that are not understood, in one run. */
const MAX_UNKNOWN = 50;

const NOT_INSTALLED =
  'The add-on whatsapp-device is not installed. Its README says how: addons/whatsapp-device.';

export async function runProgram(options: ProgramOptions, heard: Heard, signal: AbortSignal): Promise<Ended> {
  const { workspaces, folderName } = options;
  if (!(await workspaces.remove(folderName)))
    return { kind: 'ended', reason: 'The private folder of the add-on could not be emptied.' };
  const folder = workspaces.ensure(folderName);
  try {
    const look = await lookAtAddon(options.addonFolder, folder);
    if (look.kind === 'missing') return { kind: 'owner', reason: NOT_INSTALLED };
    if (look.kind === 'unusable') return { kind: 'owner', reason: look.reason };
    // SECURITY: what the owner agreed to is what runs; a changed add-on waits until they agree again.
    if (look.sha256 !== options.agreedSha256) {
      const what =
        options.agreedSha256 === ''
          ? 'The add-on is installed, and waits for your word.'
          : 'The add-on is not the one that you agreed to.';
      return {
        kind: 'owner',
        reason: `${what} To let it run, enter its fingerprint as addon_fingerprint: ${look.sha256}.`,
      };
    }
    if (signal.aborted) return { kind: 'stopped' };
    return await runIn(options, folder, heard, signal);
  } finally {
    await workspaces.remove(folderName);
  }
}

async function runIn(
  options: ProgramOptions,
  folder: string,
  heard: Heard,
  signal: AbortSignal,
): Promise<Ended> {
  const request: SandboxRequest = {
    argv: ['node', PROGRAM],
    workspace: folder,
    workingFolder: '.',
    limits: {
      timeoutMs: LONGEST_RUN_MS,
      // What it prints beside its lines is nobody's business: it may hold names, numbers and keys.
      maxOutputBytes: 1_024,
      maxMemoryBytes: MAX_MEMORY_BYTES,
      maxProcesses: MAX_PROCESSES,
    },
    profile: profileOf(options),
  };
  const prepared = await options.sandbox.prepare(request);
  if (prepared.kind === 'refused') return { kind: 'owner', reason: `${prepared.reason} ${NEEDS_NODE}` };

  const ending = new AbortController();
  const end = AbortSignal.any([signal, ending.signal]);
  let why: string | null = null;
  const endFor = (reason: string): void => {
    why ??= reason;
    ending.abort();
  };
  const reader = createReader({ heard, endFor, clock: options.clock, signal: end });
  const cancelHello = options.clock.after(HELLO_MS, () => {
    if (!reader.saidHello()) endFor('The add-on did not say hello within 30 seconds.');
  });
  try {
    const outcome = await options.sandbox.run(request, prepared.command, end, {
      begun: ({ write, onOutput }) => {
        onOutput(reader.take((line) => write(`${JSON.stringify(line)}\n`)));
      },
    });
    if (signal.aborted) return { kind: 'stopped' };
    if (why !== null) return { kind: 'ended', reason: why };
    if (outcome.kind === 'refused') return { kind: 'owner', reason: outcome.reason };
    const excess = outcome.kind === 'ended' && outcome.outOfMemory;
    return {
      kind: 'ended',
      reason: excess ? 'The add-on took more memory than it may.' : 'The add-on ended unexpectedly.',
    };
  } finally {
    cancelHello();
    ending.abort();
  }
}

const NEEDS_NODE = 'The add-on needs Node 20 or newer, installed for all users.';

function profileOf({ isConfined }: ProgramOptions): SandboxProfile {
  return {
    confined: isConfined,
    backend: 'system',
    image: '',
    readOnly: [],
    // SECURITY: it speaks with WhatsApp and nobody else.
    allowHosts: isConfined ? HOSTS : [],
  };
}

function createReader(deps: {
  readonly heard: Heard;
  readonly endFor: (reason: string) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}) {
  const { heard, endFor, clock, signal } = deps;
  const splitter = createLineSplitter();
  let hello = false;
  let unknown = 0;
  let budget = LINES_AT_ONCE;
  let countedAtMs = clock.now();

  async function slowDown(): Promise<void> {
    const nowMs = clock.now();
    budget = Math.min(LINES_AT_ONCE, budget + Math.max(0, nowMs - countedAtMs) / MS_PER_LINE) - 1;
    countedAtMs = nowMs;
    // SECURITY: a program that floods is read no faster than this, and everything else goes on.
    if (budget < 0) await pause(MS_PER_LINE, clock, signal);
    else await nextTurn();
  }

  async function takeOne(text: string, say: Speaking['say']): Promise<void> {
    const judged = judgeLine(text);
    if (judged.kind === 'not-json')
      return endFor('The add-on sent something that is no line of its language.');
    if (judged.kind === 'unknown') {
      unknown += 1;
      // SECURITY: a program that does not keep to the language is not listened to for ever.
      if (unknown > MAX_UNKNOWN) return endFor('The add-on sent too much that is not understood.');
      if (hello) heard.unknown(text);
      return;
    }
    const { line } = judged;
    if (line.kind === 'hello') {
      if (hello || line.version !== PROTOCOL_VERSION)
        return endFor(
          'The add-on speaks another version of the language. Install the one that came with this app.',
        );
      hello = true;
      heard.begun({ say });
      return;
    }
    // SECURITY: nothing is taken from a program that did not say which language it speaks.
    if (!hello) return endFor('The add-on spoke before it said hello.');
    await heard.line(line);
  }

  return {
    saidHello: () => hello,
    take: (say: Speaking['say']) => async (bytes: Uint8Array) => {
      const lines = splitter.add(bytes);
      if (lines === null) return endFor('The add-on sent a line that is longer than it may be.');
      for (const text of lines) {
        if (signal.aborted) return;
        await takeOne(text, say);
        await slowDown();
      }
    },
  };
}
