// The kinds of frames in groups that a person looks for. Every kind belongs to exactly one (a test asserts it).
import type { FrameKind } from '../../../contracts/activity.ts';

export const KIND_GROUPS = {
  messages: {
    label: 'Messages and replies',
    kinds: [
      'message-received',
      'message-refused',
      'update-skipped',
      'reply-queued',
      'reply-sent',
      'reply-failed',
      'reply-uncertain',
      'reply-retried',
      'reply-dismissed',
      'attachment-fetched',
      'attachment-missed',
    ],
  },
  turns: {
    label: 'Turns and the model',
    kinds: ['turn-started', 'step-ended', 'model-failed', 'turn-ended'],
  },
  tools: {
    label: 'Tools',
    kinds: [
      'tool-called',
      'tool-decided',
      'tool-started',
      'tool-ended',
      'terminal-started',
      'terminal-taken-over',
      'terminal-released',
      'terminal-ended',
    ],
  },
  decisions: {
    label: 'Decisions and rules',
    kinds: ['approval-asked', 'approval-answered', 'approval-expired', 'rule-saved', 'rule-revoked'],
  },
  people: {
    label: 'People, keys and devices',
    kinds: [
      'pairing-requested',
      'pairing-approved',
      'pairing-denied',
      'pairing-expired',
      'pairing-revoked',
      'pairing-refused',
      'sender-blocked',
      'invitation-made',
      'invitation-withdrawn',
      'invitation-used',
      'gateway-key-made',
      'gateway-key-revoked',
      'gateway-device-paired',
      'gateway-device-revoked',
      'gateway-refused',
      'gateway-locked-out',
    ],
  },
  settings: {
    label: 'Settings',
    kinds: [
      'setting-asked',
      'setting-changed',
      'credential-set',
      'credential-removed',
      'workspace-chosen',
      'payload-erased',
    ],
  },
  memory: {
    label: 'Memory',
    kinds: [
      'memory-kept',
      'memory-refused',
      'memory-changed',
      'memory-removed',
      'memory-restored',
      'memory-learned',
      'memory-forgotten',
      'entity-changed',
      'memory-imported',
      'memory-exported',
      'core-memory-changed',
      'core-memory-dropped',
      'document-added',
      'document-read',
      'document-removed',
      'conversation-shortened',
      'conversation-erased',
    ],
  },
  app: {
    label: 'Sallyport itself',
    kinds: [
      'app-started',
      'app-stopped',
      'recovered',
      'paused',
      'resumed',
      'stopped-all',
      'channel-changed',
      'webhook-refused',
      'checkpoint',
    ],
  },
} as const satisfies Readonly<Record<string, { label: string; kinds: readonly FrameKind[] }>>;

export type KindGroup = keyof typeof KIND_GROUPS;

export function kindsOf(group: KindGroup | 'all'): readonly FrameKind[] | null {
  return group === 'all' ? null : KIND_GROUPS[group].kinds;
}

export function groupOf(kinds: readonly FrameKind[] | null): KindGroup | 'all' {
  const names = Object.keys(KIND_GROUPS) as KindGroup[];
  return names.find((name) => KIND_GROUPS[name].kinds === kinds) ?? 'all';
}

/** "approval-answered" → "Approval answered". */
export function kindWords(kind: FrameKind): string {
  const words = kind.replaceAll('-', ' ');
  return `${words[0]?.toUpperCase()}${words.slice(1)}`;
}
