// osascript with Messages behind it: takes the arguments as the real one does, reads the script's own words as far as
// they decide something, and fails as AppleScript fails. What is sent stands in the database of the fake afterwards.
import type { RunScript, ScriptEnd } from '../../../src/main/adapters/channels/imessage/script.ts';
import type { MessagesApp } from './messages-app.ts';

export type ScriptFault =
  /** An error while the receiver is looked for, by its number. */
  | { readonly kind: 'lookup'; readonly code: number }
  /** An error of `send` itself, after which nobody knows. */
  | { readonly kind: 'sending' }
  /** It sends, and is killed before it says so. */
  | { readonly kind: 'killed' }
  | { readonly kind: 'silence' }
  | { readonly kind: 'not-started' };

export interface FakeOsascript {
  readonly runScript: RunScript;
  /** Scripts that send, whatever came of them. */
  sendRequests(): number;
  /** Scripts that only ask. */
  asked(): number;
  /** Arguments of the last one. */
  lastArguments(): readonly string[];
  faultNext(fault: ScriptFault): void;
  /** The Automation permission of macOS: without it every Apple event is refused. */
  permit(is: boolean): void;
  /** Messages itself: quit, it answers nothing. */
  running(is: boolean): void;
  signedIn(is: boolean): void;
}

export function createOsascript(messages: MessagesApp): FakeOsascript {
  let sends = 0;
  let asks = 0;
  let last: readonly string[] = [];
  let fault: ScriptFault | null = null;
  const world = { permitted: true, running: true, signedIn: true };
  const said = (output: string): ScriptEnd => ({ kind: 'ended', exitCode: 0, output: `${output}\n` });

  /** As the command line of osascript is read: `-e` and a script, options up to the first word that is none. */
  function parse(argv: readonly string[]): { script: string; rest: readonly string[] } {
    if (argv[0] !== '-e' || argv[1] === undefined) throw new Error('osascript: no script');
    if (argv[2]?.startsWith('-') === true) throw new Error(`osascript: illegal option ${argv[2]}`);
    for (const one of argv) if (one.includes('\0')) throw new Error('an argument cannot hold a zero byte');
    return { script: argv[1], rest: argv.slice(2) };
  }

  function troubleBefore(): number | null {
    if (!world.permitted) return -1_743;
    if (!world.running) return -600;
    return world.signedIn ? null : 0;
  }

  async function sendNow(rest: readonly string[], signal: AbortSignal): Promise<ScriptEnd> {
    const [kind = '', receiver = '', words = '', path = ''] = rest;
    const now = fault;
    fault = null;
    if (now?.kind === 'not-started') return { kind: 'not-started' };
    if (now?.kind === 'silence') return untilStopped(signal);
    if (now?.kind === 'lookup') return said(`before ${now.code}`);
    const before = troubleBefore();
    if (before !== null) return said(`before ${before}`);
    if (kind === 'chat' && !messages.chatGuids().includes(receiver)) return said('before -1728');
    if (now?.kind === 'sending') return { kind: 'ended', exitCode: 1, output: '' };
    if (words !== '') messages.sendWords(receiver, words);
    if (path !== '') messages.sendFile(receiver, path);
    return now?.kind === 'killed' ? { kind: 'ended', exitCode: null, output: '' } : said('sent');
  }

  return {
    sendRequests: () => sends,
    asked: () => asks,
    lastArguments: () => last,
    faultNext: (next) => {
      fault = next;
    },
    permit: (is) => {
      world.permitted = is;
    },
    running: (is) => {
      world.running = is;
    },
    signedIn: (is) => {
      world.signedIn = is;
    },
    runScript: async (argv, { signal }) => {
      if (signal.aborted) return { kind: 'not-started' };
      last = argv;
      const { script, rest } = parse(argv);
      await new Promise((resolve) => setTimeout(resolve, 2));
      if (script.includes('send theWords to theReceiver')) {
        sends += 1;
        return sendNow(rest, signal);
      }
      asks += 1;
      const before = troubleBefore();
      return said(before === null ? 'ready' : `before ${before}`);
    },
  };
}

function untilStopped(signal: AbortSignal): Promise<ScriptEnd> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ kind: 'stopped' }), { once: true });
  });
}
