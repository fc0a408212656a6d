// The explicit list of tools. A tool that is not here does not exist.
import type { FileSending, Memory, Outgoing } from '../domain/ports/abilities.ts';
import type { Archives } from '../domain/ports/archives.ts';
import type { CommandReader } from '../domain/ports/command-line.ts';
import type { Sandbox, SandboxLimits, SandboxProfile, WorkspaceFiles } from '../domain/ports/sandbox.ts';
import type { Terminals } from '../domain/ports/terminal.ts';
import type { Tool } from '../domain/ports/tool.ts';
import type { Web, WebSearch } from '../domain/ports/web.ts';
import type { WorkspaceBytes } from '../domain/ports/workspace-bytes.ts';
import { createDownload } from './download.ts';
import { createFetchUrl } from './fetch-url.ts';
import { createFileTools } from './files.ts';
import { createMemoryTools } from './memory.ts';
import { createRunCommand } from './run-command.ts';
import { createRunTerminal } from './run-terminal.ts';
import { createSearchWeb } from './search-web.ts';
import { createSendFile } from './send-file.ts';
import { createSendMessage } from './send-message.ts';
import { createUnpackArchive } from './unpack-archive.ts';
import { createUseTerminal } from './use-terminal.ts';

export interface ToolDeps {
  readonly sandbox: Sandbox;
  readonly limits: () => SandboxLimits;
  /** Of a program on a terminal, which may run for longer. Left out: the same. */
  readonly terminalLimits?: () => SandboxLimits;
  /** How commands are confined, as the settings say. Left out: closed. */
  readonly profile?: () => SandboxProfile;
  readonly commandReader: CommandReader;
  readonly terminals: Terminals;
  readonly files: WorkspaceFiles;
  readonly bytes: WorkspaceBytes;
  readonly archives: Archives;
  readonly web: Web;
  readonly search: WebSearch;
  readonly memory: Memory;
  readonly outgoing: Outgoing;
  readonly fileSending: FileSending;
}

export function createTools(deps: ToolDeps): readonly Tool[] {
  return [
    createRunCommand(deps),
    createRunTerminal({ ...deps, limits: deps.terminalLimits ?? deps.limits }),
    ...createUseTerminal(deps),
    ...createFileTools(deps.files),
    createUnpackArchive(deps.archives, deps.bytes),
    createFetchUrl(deps.web),
    createSearchWeb(deps.search),
    createDownload(deps.web, deps.bytes),
    ...createMemoryTools(deps.memory),
    createSendMessage(deps.outgoing),
    createSendFile(deps.fileSending, deps.bytes),
  ];
}
