// A frame in one plain sentence, for the Activity page and the CLI. Uses only the facts of the frame.
import type { FrameKind } from '../../../contracts/activity.ts';
import type { Actor } from '../../../contracts/actors.ts';
import type { FrameRow } from '../ports/stores.ts';

/** Whole in itself: understandable without the frames around it. */
export function sentenceOf(frame: Pick<FrameRow, 'kind' | 'actor' | 'facts'>): string {
  const fact = (name: string): string => String(frame.facts[name] ?? 'unknown');
  const who = actorWords(frame.actor);
  const sentences: Record<FrameKind, () => string> = {
    'app-started': () => `Sallyport ${fact('version')} started.`,
    'app-stopped': () => 'Sallyport stopped.',
    recovered: () => `After a restart ${fact('turns')} turns were taken up again.`,
    paused: () => `${who} paused the agent.`,
    resumed: () => `${who} resumed the agent.`,
    'stopped-all': () => `${who} stopped everything.`,
    'channel-changed': () => `Channel ${fact('channel')} is ${fact('state')}.`,
    'update-skipped': () => `An update on ${fact('channel')} was skipped: ${fact('reason')}`,
    'message-received': () => `${who} wrote on ${fact('channel')}.`,
    'message-refused': () => `A message on ${fact('channel')} was not taken up: ${fact('reason')}`,
    'pairing-requested': () => `${who} asked to be paired on ${fact('channel')}.`,
    'pairing-approved': () => `You paired ${fact('senderId')} as ${fact('as')}.`,
    'pairing-denied': () => `You denied ${fact('senderId')}.`,
    'pairing-expired': () => `The pairing request of ${fact('senderId')} expired.`,
    'pairing-revoked': () => `You revoked ${fact('senderId')}.`,
    'pairing-refused': () => `A pairing code for ${fact('channel')} was refused.`,
    'sender-blocked': () => `You blocked ${fact('senderId')}.`,
    'invitation-made': () => `You made an invitation for ${fact('channel')}.`,
    'invitation-withdrawn': () => `An invitation for ${fact('channel')} ended unused.`,
    'invitation-used': () => `${who} used an invitation on ${fact('channel')}.`,
    'turn-started': () => 'A turn began.',
    'turn-ended': () => `The turn ended: ${fact('state')}.`,
    'step-ended': () => `The model ${fact('model')} answered (${fact('endReason')}).`,
    'model-failed': () => `The model could not answer: ${fact('kind')}.`,
    'tool-called': () => `The model called ${fact('tool')}.`,
    'tool-decided': () => `${fact('tool')}: ${fact('decision')}. ${fact('reason')}`,
    'approval-asked': () => `You were asked about ${fact('subject')}.`,
    'approval-answered': () => `You answered ${fact('answer')} about ${fact('subject')}.`,
    'approval-expired': () => `Nobody answered about ${fact('subject')}, so it was denied.`,
    'tool-started': () => `${fact('tool')} began to run.`,
    'tool-ended': () => `${fact('tool')} ended: ${fact('outcome')}.`,
    'reply-queued': () => `A reply for ${fact('channel')} was written down.`,
    'reply-sent': () => `A reply was sent on ${fact('channel')}.`,
    'reply-failed': () => `A reply on ${fact('channel')} could not be sent: ${fact('reason')}`,
    'reply-uncertain': () =>
      `A reply on ${fact('channel')} may have been sent; it is not sent again by itself.`,
    'rule-saved': () => `You saved a rule: ${fact('sentence')}`,
    'rule-revoked': () => `You revoked a rule: ${fact('sentence')}`,
    'setting-asked': () => `A change of ${fact('key')} waits for you.`,
    'setting-changed': () => `${fact('key')} was changed.`,
    'credential-set': () => `The credential ${fact('name')} was set.`,
    'credential-removed': () => `The credential ${fact('name')} was removed.`,
    'workspace-chosen': () => 'You chose a folder for this conversation.',
    'memory-kept': () => 'A memory was kept.',
    'payload-erased': () => 'The content of a frame was erased.',
    checkpoint: () => `A checkpoint was kept after ${fact('count')} frames.`,
  };
  return sentences[frame.kind]();
}

export function actorWords(actor: Actor): string {
  switch (actor.kind) {
    case 'owner':
      return 'You';
    case 'system':
      return 'Sallyport';
    case 'paired-sender':
    case 'listed-sender':
    case 'group-member':
    case 'stranger':
      return actor.senderId;
    case 'schedule':
    case 'subagent':
    case 'plugin':
    case 'mcp-server':
    case 'device':
    case 'api-key':
      return `A ${actor.kind}`;
  }
}
