// Commands in a container of docker or podman, found on PATH: one container a command, gone when it ends.
//   program and image there? → image's id bound to the question → run by that id → removed
// The network is off or the command is refused: a list of hosts cannot be held there as it is with our own sandbox.
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { RunOutcome, SandboxLimits } from '../../../domain/ports/sandbox.ts';
import type { Backend, ConfinedRun } from '../backend.ts';
import { makePrivateFolder, type PrivateFolder } from '../bubblewrap/private-folder.ts';
import { LINUX_PATH } from '../environment.ts';
import { type Resolved, resolveInside } from '../prepare-command.ts';
import { findProtected, setAsideNew, withNotes } from '../protected-places.ts';
import { watchToEnd } from '../run-process.ts';
import { startProcess } from '../spawn.ts';
import { NO_TALK } from '../talk.ts';
import type { GuardedPlaces } from '../workspace-rules.ts';
import { type ContainerProgram, canBeMounted, containerArguments, removal } from './container-arguments.ts';

export interface ContainerOptions {
  readonly program: ContainerProgram;
  readonly image: string;
  readonly temporaryRoot: string;
  readonly places: GuardedPlaces;
  /** Where programs are looked for: the account's PATH. */
  readonly path: string;
  /** Tests only. */
  readonly extra?: readonly string[];
}

const ASKING: SandboxLimits = { timeoutMs: 15_000, maxOutputBytes: 16_384, maxMemoryBytes: 2 ** 30 };
const NO_HOSTS =
  'A container cannot be held to a list of hosts, so with sandbox.allow_hosts commands are refused there. Empty the list, or choose the system’s own sandbox.';
/** What docker and podman say of themselves failing, and not of the command. */
const NOT_STARTED = 125;
/** 128 and SIGKILL: within its limits nobody but the kernel's memory limit ends it so. */
const KILLED = 137;

export function createContainerBackend(options: ContainerOptions): Backend {
  let folder: PrivateFolder | null = null;
  const own = () => {
    folder ??= makePrivateFolder(options.temporaryRoot);
    return folder;
  };

  return {
    async resolve(request): Promise<Resolved> {
      if ((request.profile?.allowHosts.length ?? 0) > 0) return { kind: 'refused', reason: NO_HOSTS };
      const image = await findImage();
      if (image.kind === 'refused') return image;
      return resolveInside(
        request,
        options.places,
        { path: LINUX_PATH, home: '/tmp', temporary: '/tmp' },
        image.sha256,
      );
    },
    async tryOut() {
      const image = await findImage();
      return image.kind === 'refused'
        ? { available: false, detail: image.reason }
        : { available: true, detail: `Commands run in containers of ${options.program}, without network.` };
    },
    run,
    async attach(confined) {
      const laidOut = await layOut(confined, true);
      if (laidOut.kind === 'refused') return laidOut;
      const before = findProtected(confined.workspace);
      let over = false;
      const remove = () =>
        over ? undefined : void ask(laidOut.file, removal(options.program, laidOut.name));
      return {
        kind: 'attached',
        command: {
          file: laidOut.file,
          args: laidOut.args,
          environment: laidOut.environment,
          workingFolder: '/',
          started: () => undefined,
          kill: remove,
          async finish() {
            over = true;
            await ask(laidOut.file, removal(options.program, laidOut.name));
            return { began: true, exitCode: null, notes: setAsideNew(confined.workspace, before) };
          },
        },
      };
    },
    describe: (workspace) => [
      `Runs in a container of ${options.program} from the image ${options.image}.`,
      `Reads and writes files in ${workspace}; sees nothing else of this computer but what the image holds.`,
      'Has no network, no power of an administrator, and none of our environment.',
    ],
    close() {
      folder?.close();
      folder = null;
    },
  };

  async function run(confined: ConfinedRun): Promise<RunOutcome> {
    if (confined.talk !== undefined) return { kind: 'refused', reason: NO_TALK };
    const laidOut = await layOut(confined, false);
    if (laidOut.kind === 'refused') return laidOut;
    const before = findProtected(confined.workspace);
    const { reader, writer } = await own().outputPipe();
    const started = startProcess(
      { ...laidOut, workingFolder: '/', descriptors: ['none', writer, writer] },
      own().nullDevice,
    );
    closeSync(writer);
    let exitCode: number | null = null;
    const known = started.ended.then((end) => {
      exitCode = end.exitCode;
    });
    known.catch(() => undefined);
    let killed: Promise<unknown> | null = null;
    const outcome = await watchToEnd(
      {
        started,
        output: [reader],
        hasBegun: () => exitCode !== NOT_STARTED,
        killTree() {
          // SECURITY: the program that talks to us is not the container; that one is ended by its name.
          killed ??= endContainer(laidOut.file, laidOut.name, started.kill);
        },
        treeGone: async () => void (await killed),
        watch: () => () => undefined,
      },
      confined.limits,
      confined.signal,
    );
    const ended =
      outcome.kind === 'ended' && outcome.exitCode === KILLED ? { ...outcome, outOfMemory: true } : outcome;
    return withNotes(ended, setAsideNew(confined.workspace, before));
  }

  /** Twice: the first may come before the container is made, and who made it is gone after that. */
  async function endContainer(file: string, name: string, killClient: () => void): Promise<void> {
    await ask(file, removal(options.program, name));
    killClient();
    await ask(file, removal(options.program, name));
  }

  async function layOut(confined: Omit<ConfinedRun, 'signal'>, terminal: boolean) {
    const file = await findProgram();
    const image = await findImage();
    if (image.kind === 'refused') return image;
    if (file === null || image.sha256 !== confined.command.executableSha256) {
      return { kind: 'refused' as const, reason: 'The image changed since it was shown. It was not run.' };
    }
    const inside = findProtected(confined.workspace);
    const readOnly = [...confined.readOnly, ...inside.readOnly];
    const odd = [confined.workspace, ...readOnly].find((path) => !canBeMounted(path));
    if (odd !== undefined) {
      return {
        kind: 'refused' as const,
        reason: `A container cannot be given the folder ${odd}: its name holds a comma, colon or quote.`,
      };
    }
    const name = `sallyport-${randomBytes(8).toString('hex')}`;
    const args = containerArguments({
      program: options.program,
      name,
      image: image.id,
      user: { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 },
      workspace: confined.workspace,
      workingFolder: confined.command.workingFolder,
      readOnly,
      environment: confined.command.environment,
      limits: confined.limits,
      terminal,
      argv: confined.command.argv,
      extra: options.extra ?? [],
    });
    return { kind: 'laid-out' as const, file, args, name, environment: programEnvironment() };
  }

  async function findImage(): Promise<
    { kind: 'found'; id: string; sha256: string } | { kind: 'refused'; reason: string }
  > {
    const refused = (reason: string) => ({ kind: 'refused' as const, reason });
    const file = await findProgram();
    const { program, image } = options;
    if (file === null)
      return refused(`${program} is set as the sandbox but not installed: it is not on PATH.`);
    if (image === '') return refused('A container needs an image: set sandbox.image to one that is there.');
    if (image.startsWith('/')) {
      if (program === 'docker') return refused('docker takes images only, not a folder.');
      return { kind: 'found', id: image, sha256: createHash('sha256').update(image).digest('hex') };
    }
    if (!/^[a-z0-9][\w./:@-]*$/i.test(image)) return refused('sandbox.image is not the name of an image.');
    const outcome = await ask(file, ['image', 'inspect', '--format', '{{.Id}}', image]);
    const id = /^(?:sha256:)?([0-9a-f]{64})\s*$/.exec(outcome.text)?.[1];
    if (outcome.exitCode === 0 && id !== undefined) return { kind: 'found', id, sha256: id };
    return refused(
      /cannot connect|connection refused|permission denied|no such file/i.test(outcome.text)
        ? `${program} is installed but does not answer. Start it, or let your account use it. It said: ${firstLine(outcome.text)}`
        : `The image ${image} is not there. Fetch it with: ${program} pull ${image}`,
    );
  }

  async function findProgram(): Promise<string | null> {
    for (const place of options.path.split(delimiter)) {
      // SECURITY: a relative place would be whatever folder we happen to be in.
      if (!isAbsolute(place)) continue;
      try {
        await access(join(place, options.program), constants.X_OK);
        return join(place, options.program);
      } catch {
        // The next one.
      }
    }
    return null;
  }

  /** A question to docker or podman; bounded like everything else. */
  async function ask(
    file: string,
    args: readonly string[],
  ): Promise<{ exitCode: number | null; text: string }> {
    const { reader, writer } = await own().outputPipe();
    const started = startProcess(
      {
        file,
        args,
        environment: programEnvironment(),
        workingFolder: '/',
        descriptors: ['none', writer, writer],
      },
      own().nullDevice,
    );
    closeSync(writer);
    const outcome = await watchToEnd(
      {
        started,
        output: [reader],
        hasBegun: () => true,
        killTree: started.kill,
        treeGone: () => Promise.resolve(),
        watch: () => () => undefined,
      },
      ASKING,
      new AbortController().signal,
    );
    return outcome.kind === 'ended'
      ? { exitCode: outcome.exitCode, text: outcome.output }
      : { exitCode: null, text: '' };
  }

  /** Of docker or podman itself: where its storage is, and none of its settings, which could mount or pass on things. */
  function programEnvironment(): Record<string, string> {
    const settings = join(own().path, 'no-settings');
    mkdirSync(settings, { recursive: true, mode: 0o700 });
    writeFileSync(join(settings, 'config.json'), '{}', { mode: 0o600 });
    const ofSession = `/run/user/${process.getuid?.() ?? 0}`;
    return {
      PATH: LINUX_PATH.join(':'),
      HOME: options.places.userHome,
      ...(existsSync(ofSession) && { XDG_RUNTIME_DIR: ofSession }),
      // SECURITY: the account's own settings may name proxies, secrets and mounts for every container.
      DOCKER_CONFIG: settings,
      CONTAINERS_CONF: '/dev/null',
    };
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
