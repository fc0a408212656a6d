// From a request to the exact thing that would run: program, hashes, working folder, environment.
//   request → workspace and folder → program in the command's own view → script among the arguments → PreparedCommand
// Runs nothing. Called twice for one command: before the question, and again at the moment of running.
import { constants } from 'node:fs';
import { access, lstat, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { CLOSED_PROFILE, type PreparedCommand, type SandboxRequest } from '../../domain/ports/sandbox.ts';
import { commandEnvironment } from './environment.ts';
import { type HashCache, hashFile } from './file-hash.ts';
import { readOnlyPlaces } from './read-only-places.ts';
import { type GuardedPlaces, isAtOrUnder, workspaceProblem } from './workspace-rules.ts';

/** What a command sees, apart from its workspace. */
export interface CommandView {
  /** Folders of the system that are visible, as real or linked absolute paths. */
  readonly systemFolders: readonly string[];
  readonly path: readonly string[];
  readonly home: string;
  readonly temporary: string;
}

export type Resolved =
  | {
      kind: 'resolved';
      command: PreparedCommand;
      /** The program's path before its links were followed: programs look at the name they are called by. */
      calledAs: string;
      /** Real paths that it may read beside its workspace. */
      readOnly: readonly string[];
    }
  | { kind: 'refused'; reason: string };

export async function resolveCommand(
  request: SandboxRequest,
  places: GuardedPlaces,
  view: CommandView,
  cache: HashCache,
): Promise<Resolved> {
  if (request.argv.some((argument) => argument.includes('\0')) || request.argv[0] === '') {
    return refused('The command has an argument that no program can be given.');
  }
  const folderOutcome = await resolveFolder(request, places);
  if (folderOutcome.kind === 'refused') return folderOutcome;
  const { workspace, folder } = folderOutcome;
  const profile = request.profile ?? CLOSED_PROFILE;
  const readOnly = readOnlyPlaces(profile.confined ? profile.readOnly : [], workspace, places);
  if (readOnly.kind === 'refused') return readOnly;

  const program = await findProgram(request.argv[0], workspace, folder, view);
  if (program.kind === 'refused') return program;
  const inWorkspace = isAtOrUnder(program.executable, workspace);
  const executableSha256 = await hashFile(program.executable, inWorkspace ? null : cache);
  if (executableSha256 === null) return refused(`The program ${request.argv[0]} cannot be read.`);
  return {
    kind: 'resolved',
    calledAs: program.calledAs,
    readOnly: readOnly.paths,
    command: {
      argv: request.argv,
      executable: program.executable,
      executableSha256,
      workingFolder: folder,
      environment: commandEnvironment({
        ...view,
        workingFolder: folder,
        terminal: request.terminal === true,
        proxied: hasProxy(request),
      }),
      script: await findScript(request.argv.slice(1), workspace, folder),
      profile,
    },
  };
}

/**
 * The same for a command whose programs lie in an image: they cannot be looked at from here, so the image, by its
 * hash, stands for all of them.
 */
export async function resolveInside(
  request: SandboxRequest,
  places: GuardedPlaces,
  view: Omit<CommandView, 'systemFolders'>,
  imageSha256: string,
): Promise<Resolved> {
  if (request.argv.some((argument) => argument.includes('\0')) || request.argv[0] === '') {
    return refused('The command has an argument that no program can be given.');
  }
  // SECURITY: podman reads a program's name that begins so as a list of words, and would run another program with them.
  if (/^\[./.test(request.argv[0])) return refused(`The program ${request.argv[0]} was not found.`);
  const folderOutcome = await resolveFolder(request, places);
  if (folderOutcome.kind === 'refused') return folderOutcome;
  const { workspace, folder } = folderOutcome;
  const profile = request.profile ?? CLOSED_PROFILE;
  const readOnly = readOnlyPlaces(profile.readOnly, workspace, places);
  if (readOnly.kind === 'refused') return readOnly;
  const [executable] = request.argv;
  return {
    kind: 'resolved',
    calledAs: executable,
    readOnly: readOnly.paths,
    command: {
      argv: request.argv,
      executable,
      executableSha256: imageSha256,
      workingFolder: folder,
      environment: commandEnvironment({
        ...view,
        workingFolder: folder,
        terminal: request.terminal === true,
      }),
      script: await findScript(request.argv, workspace, folder),
      profile,
    },
  };
}

/** A command on a terminal is started by somebody who cannot take the proxy's socket from it: it has no network. */
export function hasProxy({ profile = CLOSED_PROFILE, terminal }: SandboxRequest): boolean {
  return profile.confined && profile.allowHosts.length > 0 && terminal !== true;
}

/** What differs between the question and now, as a sentence; null when nothing does. */
export function differenceBetween(shown: PreparedCommand, now: PreparedCommand): string | null {
  if (JSON.stringify(shown.argv) !== JSON.stringify(now.argv))
    return 'The command is not the one that was shown.';
  if (shown.workingFolder !== now.workingFolder) return 'The working folder changed since it was shown.';
  if (shown.executable !== now.executable) return 'The program name now leads to another program.';
  if (shown.executableSha256 !== now.executableSha256) return 'The program changed since it was shown.';
  if (shown.script?.path !== now.script?.path) return 'The script is not the one that was shown.';
  if (shown.script?.sha256 !== now.script?.sha256) return 'The script changed since it was shown.';
  if (JSON.stringify(shown.profile) !== JSON.stringify(now.profile))
    return 'How commands are confined changed since it was shown.';
  const entries = (command: PreparedCommand) => JSON.stringify(Object.entries(command.environment).sort());
  if (entries(shown) !== entries(now)) return 'The environment is not the one that was shown.';
  return null;
}

async function resolveFolder(
  request: SandboxRequest,
  places: GuardedPlaces,
): Promise<{ kind: 'found'; workspace: string; folder: string } | { kind: 'refused'; reason: string }> {
  const { workspace } = request;
  const problem = workspaceProblem(workspace, places);
  if (problem !== null) return refused(problem);
  try {
    // SECURITY: a workspace reached through a link would mount whatever the link says by then.
    if ((await realpath(workspace)) !== workspace) return refused('The workspace is reached through a link.');
    if (isAbsolute(request.workingFolder) && !isAtOrUnder(request.workingFolder, workspace)) {
      return refused('The working folder lies outside the workspace.');
    }
    const folder = await realpath(resolve(workspace, request.workingFolder));
    // SECURITY: decided on the real path, so that no link and no `..` leads out.
    if (!isAtOrUnder(folder, workspace)) return refused('The working folder lies outside the workspace.');
    if (!(await lstat(folder)).isDirectory()) return refused('The working folder is not a folder.');
    return { kind: 'found', workspace, folder };
  } catch {
    return refused('The working folder does not exist.');
  }
}

async function findProgram(
  name: string,
  workspace: string,
  folder: string,
  view: CommandView,
): Promise<{ kind: 'found'; calledAs: string; executable: string } | { kind: 'refused'; reason: string }> {
  const candidates = name.includes('/')
    ? [resolve(folder, name)]
    : view.path.map((place) => join(place, name));
  for (const calledAs of candidates) {
    const executable = await executableAt(calledAs);
    if (executable === null) continue;
    const visible = [workspace, ...view.systemFolders];
    // SECURITY: a program the command could not see is not the one that would run.
    if (![calledAs, executable].every((path) => visible.some((place) => isAtOrUnder(path, place)))) continue;
    return { kind: 'found', calledAs, executable };
  }
  return refused(
    `The program ${name} was not found. Commands see the system's programs (${view.path.join(', ')}) and the workspace.`,
  );
}

async function executableAt(path: string): Promise<string | null> {
  try {
    await access(path, constants.X_OK);
    if (!(await stat(path)).isFile()) return null;
    return await realpath(path);
  } catch {
    return null;
  }
}

/** The first argument that names a regular file of the workspace, by its real path. */
async function findScript(
  args: readonly string[],
  workspace: string,
  folder: string,
): Promise<PreparedCommand['script']> {
  for (const argument of args) {
    if (argument === '' || argument.length > 4096) continue;
    try {
      const path = await realpath(resolve(folder, argument));
      if (!isAtOrUnder(path, workspace)) continue;
      const sha256 = await hashFile(path, null);
      if (sha256 !== null) return { path, sha256 };
    } catch {
      // Not a file: an option or a word.
    }
  }
  return null;
}

const INTERPRETERS =
  /^(?:(?:ba|da|a|z|k|fi|c|tc)?sh|busybox|python[\d.]*|pypy[\d.]*|node|nodejs|bun|deno|perl[\d.]*|ruby[\d.]*|php[\d.]*|lua[\d.]*|Rscript|tclsh[\d.]*|awk|gawk|mawk|java|env|time|nice|timeout)$/;

/** Whether the script among the arguments is code for this program, so that it must not change under it. */
export function runsItsArgument(executable: string, calledAs: string): boolean {
  return INTERPRETERS.test(basename(executable)) || INTERPRETERS.test(basename(calledAs));
}

function refused(reason: string): { kind: 'refused'; reason: string } {
  return { kind: 'refused', reason };
}
