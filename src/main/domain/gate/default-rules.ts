// The rules a new profile begins with, as values: reading and recalling where you are, writing for the owner.
// Everything else is asked. Source: the preset Careful.
import type { Rule } from './policy.ts';

const everywhere = {
  senderId: null,
  conversationId: null,
  channelId: null,
  inputSha256: null,
  expiresAt: null,
} as const;

export const DEFAULT_RULES: readonly Rule[] = [
  allow('owner', 'read_file', 'You may have files of this workspace read.'),
  allow('owner', 'list_files', 'You may have this workspace listed.'),
  allow('owner', 'write_file', 'You may have files of this workspace written.'),
  allow('owner', 'edit_file', 'You may have files of this workspace edited.'),
  allow('owner', 'recall', 'You may have your memories searched.'),
  allow('owner', 'remember', 'You may have something remembered.'),
  allow('paired-sender', 'read_file', 'Paired people may have files of their own workspace read.'),
  allow('paired-sender', 'list_files', 'Paired people may have their own workspace listed.'),
  allow('paired-sender', 'recall', 'Paired people may have their own memories searched.'),
];

function allow(actorKind: 'owner' | 'paired-sender', tool: string, sentence: string): Rule {
  return { ...everywhere, id: `default ${actorKind} ${tool}`, effect: 'allow', actorKind, tool, sentence };
}
