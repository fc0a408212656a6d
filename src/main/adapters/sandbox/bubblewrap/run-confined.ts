// One command in bubblewrap that we start ourselves: lay it out, start it, watch it, and tidy up after it.
//   lay out → start → watch → set aside what is new
import { closeSync, constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { RunOutcome } from '../../../domain/ports/sandbox.ts';
import type { ConfinedRun } from '../backend.ts';
import { LISTENER_PROGRAMS, type ListenerProgram, NO_LISTENER_PROGRAM } from '../network/listener-inside.ts';
import { createProxy } from '../network/proxy.ts';
import { withHosts } from '../network/told-hosts.ts';
import { setAsideNew, withNotes } from '../protected-places.ts';
import { watchToEnd } from '../run-process.ts';
import { type StartedProcess, startProcess } from '../spawn.ts';
import { openTalk } from '../talk.ts';
import { firstToGo, INFO_DESCRIPTOR, STARTED_MARK, STATUS_DESCRIPTOR } from './arguments.ts';
import { collect, firstPidIn, killNamespace, untilGone } from './confined-tree.ts';
import { type BubblewrapTools, groupLimits, layOut, treeLimits } from './lay-out.ts';
import { watchTree } from './memory-watch.ts';

export async function runInBubblewrap(run: ConfinedRun, tools: BubblewrapTools): Promise<RunOutcome> {
  const listener = await listenerFor(run);
  if (listener === 'missing') return { kind: 'refused', reason: NO_LISTENER_PROGRAM };
  const laidOut = await layOut(run, tools, { terminal: false, listener });
  if (laidOut === null)
    return { kind: 'refused', reason: 'The program or script changed since it was shown.' };
  const group = tools.groups.make(groupLimits(run));
  let writer: number | null = null;
  let started: StartedProcess;
  let reader: Awaited<ReturnType<typeof tools.folder.outputPipe>>['reader'];
  const said = run.talk === undefined ? null : await tools.folder.outputPipe();
  try {
    ({ writer, reader } = await tools.folder.outputPipe());
    started = startProcess(
      {
        ...firstToGo(tools.bubblewrap, laidOut.args, {
          entrances: group?.entrances ?? [],
          devicesReadOnly: tools.devicesReadOnly,
        }),
        // SECURITY: bubblewrap passes on what it is given, so it is given only what the command may have.
        environment: run.command.environment,
        workingFolder: '/',
        descriptors: [
          said === null ? ('none' as const) : ('pipe' as const),
          said?.writer ?? writer,
          ...([writer, 'pipe', 'pipe', ...laidOut.handed] as const),
          ...(listener === null ? [] : (['handover'] as const)),
        ],
      },
      // SECURITY: not the null device, which is everybody's: started by root a command could change its mode.
      tools.folder.emptyInput,
    );
  } finally {
    laidOut.release();
    if (writer !== null) closeSync(writer);
    if (said !== null) closeSync(said.writer);
  }
  const status = collect(streamOf(started, STATUS_DESCRIPTOR));
  const info = collect(streamOf(started, INFO_DESCRIPTOR));
  const proxy =
    listener === null ? null : createProxy({ ...tools, allowHosts: run.command.profile.allowHosts });
  if (proxy !== null) started.onHandover(proxy.serve);
  if (run.talk !== undefined && said !== null) openTalk(run.talk, started, said.reader);
  const outcome = await watchToEnd(
    {
      started,
      output: [reader],
      hasBegun: () => status().startsWith(STARTED_MARK),
      killTree() {
        killNamespace(started, started.kill);
        group?.kill();
      },
      treeGone: () => untilGone(firstPidIn(info())),
      watch: (onExcess) => watchTree(started.pid, treeLimits(run), onExcess, group?.ranOutOfMemory),
    },
    run.limits,
    run.signal,
  );
  proxy?.close();
  const exact =
    outcome.kind === 'ended' && group?.ranOutOfMemory() ? { ...outcome, outOfMemory: true } : outcome;
  group?.close();
  const notes = setAsideNew(run.workspace, laidOut.protectedPlaces);
  return withNotes(withHosts(withCpuTold(exact), proxy?.answers() ?? []), notes);
}

/** 128 and the number of SIGXCPU, as a shell and bubblewrap say it. */
const CPU_TIME_OVER = 152;

function withCpuTold(outcome: RunOutcome): RunOutcome {
  if (outcome.kind !== 'ended' || outcome.exitCode !== CPU_TIME_OVER) return outcome;
  return { ...outcome, output: `${outcome.output}\n[Stopped: it used up its processor time.]` };
}

/** What makes the proxy's socket inside; null when no host is allowed. */
async function listenerFor({ command }: ConfinedRun): Promise<ListenerProgram | 'missing' | null> {
  if (command.profile.allowHosts.length === 0) return null;
  for (const program of LISTENER_PROGRAMS) {
    try {
      await access(program, constants.X_OK);
      return program;
    } catch {
      // The next one.
    }
  }
  return 'missing';
}

function streamOf(started: StartedProcess, descriptor: number) {
  return started.pid === -1 ? null : started.stream(descriptor);
}
