// One command in bubblewrap that somebody else starts, on a terminal: everything is laid out as for our own, but a
// program started on a terminal inherits no descriptors, so it opens ours by their place in /proc.
//   lay out → (the caller starts it) → started → watch → finish: set aside what is new
import { closeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { AttachOutcome } from '../../../domain/ports/sandbox.ts';
import type { ConfinedRun } from '../backend.ts';
import { setAsideNew } from '../protected-places.ts';
import { ENDED_MARK, INFO_DESCRIPTOR, onTerminal, STARTED_MARK, STATUS_DESCRIPTOR } from './arguments.ts';
import { beganAt, collect, firstPidIn, killNamespace, untilGone } from './confined-tree.ts';
import { type BubblewrapTools, FIRST_HANDED, groupLimits, layOut, treeLimits } from './lay-out.ts';
import { isThere, watchTree } from './memory-watch.ts';

export async function attachInBubblewrap(
  run: Omit<ConfinedRun, 'signal'>,
  tools: BubblewrapTools,
): Promise<AttachOutcome> {
  const laidOut = await layOut(run, tools, { terminal: true, listener: null });
  if (laidOut === null)
    return { kind: 'refused', reason: 'The program or script changed since it was shown.' };
  const group = tools.groups.make(groupLimits(run));
  const status = await tools.folder.outputPipe();
  const info = await tools.folder.outputPipe();
  const statusText = collect(status.reader);
  const infoText = collect(info.reader);
  const opened = [
    { number: STATUS_DESCRIPTOR, descriptor: status.writer, writes: true },
    { number: INFO_DESCRIPTOR, descriptor: info.writer, writes: true },
    ...laidOut.handed.map((descriptor, index) => ({
      number: FIRST_HANDED + index,
      descriptor,
      writes: false,
    })),
  ];
  let outer: { pid: number; began: string } | null = null;
  let stopWatching = () => {};
  let over = false;
  const isRunning = () => !over && outer !== null && beganAt(outer.pid) === outer.began && isThere(outer.pid);
  const kill = () => {
    if (outer === null || !isRunning()) return;
    const { pid } = outer;
    killNamespace({ pid, isRunning }, () => {
      if (isRunning()) process.kill(pid, 'SIGKILL');
    });
    group?.kill();
  };

  return {
    kind: 'attached',
    command: {
      ...onTerminal(tools.bubblewrap, laidOut.args, opened, {
        entrances: group?.entrances ?? [],
        devicesReadOnly: tools.devicesReadOnly,
      }),
      environment: run.command.environment,
      workingFolder: '/',
      started(pid, onExcess) {
        const began = beganAt(pid);
        if (began === null) return;
        outer = { pid, began };
        // SECURITY: many processes together may not take what one may not.
        stopWatching = watchTree(
          pid,
          treeLimits(run),
          (excess) => {
            kill();
            onExcess(excess);
          },
          group?.ranOutOfMemory,
        );
      },
      kill,
      async finish() {
        kill();
        over = true;
        stopWatching();
        laidOut.release();
        for (const { writer } of [status, info]) closeSync(writer);
        await Promise.all([ended(status.reader), ended(info.reader)]);
        // SECURITY: what is set aside is looked for when nothing of the command can put it back.
        await untilGone(firstPidIn(infoText()));
        group?.close();
        return {
          began: statusText().startsWith(STARTED_MARK),
          exitCode: exitCodeIn(statusText()),
          notes: setAsideNew(run.workspace, laidOut.protectedPlaces),
        };
      },
    },
  };
}

function exitCodeIn(status: string): number | null {
  const code = new RegExp(`^${ENDED_MARK} (\\d+)$`, 'm').exec(status)?.[1];
  return code === undefined ? null : Number(code);
}

function ended(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.readableEnded) resolve();
    stream.once('close', () => resolve());
    stream.once('end', () => resolve());
    stream.once('error', () => resolve());
  });
}
