// Every migration in order. The number of a migration is its place in this list, counted from 1, and becomes the
// file's `user_version`: append only, never reorder, never edit what was released.
import { beginning } from './0001-beginning.ts';
import { invitations } from './0002-invitations.ts';
import { rules } from './0003-rules.ts';
import { approvalsAtFullStrength } from './0004-approvals.ts';
import { memory } from './0005-memory.ts';
import { memoryKept } from './0006-memory-kept.ts';
import { entityCounts } from './0007-entity-counts.ts';
import { gateway } from './0008-gateway.ts';
import { attachments } from './0009-attachments.ts';

export const MIGRATIONS: readonly string[] = [
  beginning,
  invitations,
  rules,
  approvalsAtFullStrength,
  memory,
  memoryKept,
  entityCounts,
  gateway,
  attachments,
];
