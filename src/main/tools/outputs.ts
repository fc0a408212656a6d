// What tools give back: text with its taint. Files and command output are private, and untrusted: anybody may have
// written them, and what the owner wrote there cannot be told from it.
import type { Taint } from '../../contracts/effects.ts';
import type { ToolOutput } from '../domain/ports/tool.ts';

const CLEAN: Taint = { untrusted: false, private: false, sources: [] };

export function done(text: string, taint: Taint = CLEAN): ToolOutput {
  return { text, isError: false, taint };
}

export function failed(text: string, taint: Taint = CLEAN): ToolOutput {
  return { text, isError: true, taint };
}

/** Content from the workspace; `label` names where from. */
export function fromWorkspace(kind: 'file' | 'command-output', label: string): Taint {
  // SECURITY: a file or a program may quote a stranger; trusted, its words could be remembered without a question.
  return { untrusted: true, private: true, sources: [{ kind, label }] };
}
