// What tools give back: text with its taint. Files and command output are private; whether they are untrusted
// follows from what was already in the conversation.
import type { Taint } from '../../contracts/effects.ts';
import type { ToolOutput } from '../domain/ports/tool.ts';

const CLEAN: Taint = { untrusted: false, private: false, sources: [] };

export function done(text: string, taint: Taint = CLEAN): ToolOutput {
  return { text, isError: false, taint };
}

export function failed(text: string, taint: Taint = CLEAN): ToolOutput {
  return { text, isError: true, taint };
}

/** Private content from the workspace; `label` names where from. */
export function fromWorkspace(kind: 'file' | 'command-output', label: string): Taint {
  return { untrusted: false, private: true, sources: [{ kind, label }] };
}
