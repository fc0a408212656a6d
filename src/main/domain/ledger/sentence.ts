// A frame in one plain sentence, for the Activity page and the CLI. Uses the facts of the frame, and of its payload only
// what was written by Sallyport itself.
import type { FrameKind } from '../../../contracts/activity.ts';
import type { Actor } from '../../../contracts/actors.ts';
import { channelName } from '../../../contracts/platform-names.ts';
import type { FrameRow } from '../ports/stores.ts';

/** Whole in itself: understandable without the frames around it. */
export function sentenceOf(
  frame: Pick<FrameRow, 'kind' | 'actor' | 'facts'>,
  payloadText: string | null = null,
): string {
  const fact = (name: string): string => String(frame.facts[name] ?? 'unknown');
  /** Frames of before have it among their facts; what was forgotten has it nowhere. */
  const told = (name: string): string => String(toldIn(payloadText, name) ?? frame.facts[name] ?? '');
  const channel = (): string => channelWords(fact('channel'));
  const who = actorWords(frame.actor);
  /** "A memory was", "3 memories were". */
  const counted = (one: string, many: string): string => {
    const count = frame.facts['count'];
    return typeof count === 'number' && count !== 1 ? `${count} ${many}` : one;
  };
  /** "1 passage", "3 passages". */
  const many = (name: string, one: string, several: string): string =>
    `${fact(name)} ${frame.facts[name] === 1 ? one : several}`;
  const label = (): string =>
    frame.facts['readsLikeInstructions'] === true ? ' It reads like instructions to the agent.' : '';
  const sentences: Record<FrameKind, () => string> = {
    'app-started': () => `Sallyport ${fact('version')} started.`,
    'app-stopped': () => 'Sallyport stopped.',
    recovered: () => `After a restart ${many('turns', 'turn was', 'turns were')} taken up again.`,
    paused: () => `${who} paused the agent.`,
    resumed: () => `${who} resumed the agent.`,
    'stopped-all': () => `${who} stopped everything.`,
    'channel-changed': () => `${channel()} is ${fact('state')}.`,
    'update-skipped': () => `An update on ${channel()} was skipped: ${fact('reason')}`,
    'webhook-refused': () =>
      `${many('count', 'request', 'requests')} to the webhook of ${channel()} ${frame.facts['count'] === 1 ? 'was' : 'were'} refused: ${words(WEBHOOK_REFUSALS, fact('why'))}.`,
    'message-received': () => `${who} wrote on ${channel()}.${label()}`,
    'message-refused': () => `A message on ${channel()} was not taken up: ${fact('reason')}`,
    'pairing-requested': () => `${who} asked to be paired on ${channel()}.`,
    'pairing-approved': () => `You paired ${fact('senderId')} as ${fact('as')}.`,
    'pairing-denied': () => `You denied ${fact('senderId')}.`,
    'pairing-expired': () => `The pairing request of ${fact('senderId')} expired.`,
    'pairing-revoked': () => `You revoked ${fact('senderId')}.`,
    'pairing-refused': () => `A pairing code for ${channel()} was refused.`,
    'sender-blocked': () => `You blocked ${fact('senderId')}.`,
    'invitation-made': () => `You made an invitation for ${channel()}.`,
    'invitation-withdrawn': () => `An invitation for ${channel()} ended unused.`,
    'invitation-used': () => `${who} used an invitation on ${channel()}.`,
    'turn-started': () => 'A turn began.',
    'turn-ended': () => `The turn ${words(TURN_ENDS, fact('state'))}.`,
    'step-ended': () => `The model ${fact('model')} ${words(STEP_ENDS, fact('endReason'))}.`,
    'model-failed': () => `The model could not answer: ${fact('kind')}.`,
    'tool-called': () => `The model wants to use ${fact('tool')}.`,
    'tool-decided': () => `${fact('tool')} ${words(DECISIONS, fact('decision'))}. ${told('reason')}`.trim(),
    'approval-asked': () => `You were asked about ${fact('subject')}.`,
    'approval-answered': () => `${words(ANSWERS, fact('answer'))}: ${fact('subject')}.`,
    'approval-expired': () => `Nobody answered about ${fact('subject')}, so it was denied.`,
    'tool-started': () => `${fact('tool')} began to run.`,
    'tool-ended': () => `${fact('tool')} ${words(OUTCOMES, fact('outcome'))}.${label()}`,
    'terminal-started': () => 'A terminal was opened.',
    'terminal-taken-over': () => 'You took a terminal over.',
    'terminal-released': () => 'You gave a terminal back to the agent.',
    'terminal-ended': () => 'A terminal ended.',
    'reply-queued': () => `A reply for ${channel()} was written down.`,
    'reply-sent': () => `A reply was sent on ${channel()}.`,
    'reply-failed': () => `A reply on ${channel()} could not be sent: ${fact('reason')}`,
    'reply-uncertain': () => `A reply on ${channel()} may have been sent; it is not sent again by itself.`,
    'gateway-key-made': () => `You made the API key “${told('label')}”.`,
    'gateway-key-revoked': () => 'You revoked an API key.',
    'gateway-device-paired': () => `You paired the device “${told('label')}”.`,
    'gateway-device-revoked': () => 'You revoked a device.',
    'gateway-refused': () =>
      `The gateway refused ${many('count', 'request', 'requests')} to ${fact('route')}: ${fact('reason')}.`,
    'gateway-locked-out': () => `The gateway locked ${fact('route')} for five minutes after failed attempts.`,
    'reply-retried': () => `You had a reply on ${channel()} sent again.`,
    'reply-dismissed': () => `You dismissed a reply on ${channel()} that was not delivered.`,
    'attachment-fetched': () => `A file that came with a message was fetched. ${told('path')}`.trim(),
    'attachment-missed': () => `A file that came with a message is not here. ${told('reason')}`.trim(),
    'rule-saved': () =>
      told('sentence') === '' ? 'You saved a rule.' : `You saved a rule: ${told('sentence')}`,
    'rule-revoked': () =>
      told('sentence') === '' ? 'You revoked a rule.' : `You revoked a rule: ${told('sentence')}`,
    'setting-asked': () => `A change of ${fact('key')} waits for you.`,
    'setting-changed': () => `${fact('key')} was changed.`,
    'credential-set': () => `The credential ${fact('name')} was set.`,
    'credential-removed': () => `The credential ${fact('name')} was removed.`,
    'workspace-chosen': () => 'You chose a folder for this conversation.',
    'memory-kept': () => 'A memory was kept.',
    'memory-refused': () => `Something was not kept in memory: ${words(NOT_KEPT, fact('why'))}.`,
    'memory-changed': () => `${counted('A memory was', 'memories were')} ${fact('how')}.`,
    'memory-removed': () => `${counted('A memory was', 'memories were')} deleted.`,
    'memory-restored': () => `${counted('A memory was', 'memories were')} brought back.`,
    'memory-learned': () =>
      frame.facts['garbled'] === true
        ? `A conversation was looked through for what to remember, but the model ${fact('model')} answered nothing that could be used.`
        : `A conversation was looked through for what to remember: ${fact('kept')} kept.`,
    'memory-forgotten': () => `Something was forgotten in ${many('places', 'place', 'places')}.`,
    'entity-changed': () => `A person or thing was ${fact('how')}.`,
    'memory-imported': () => `${many('count', 'memory was', 'memories were')} taken in from a file.`,
    'memory-exported': () => `${many('count', 'memory was', 'memories were')} written to a file.`,
    'core-memory-changed': () => `${who} changed what is always in mind.`,
    'core-memory-dropped': () => 'A change of MEMORY.md from outside was not accepted.',
    // Frames of before do not say how many.
    'document-added': () =>
      frame.facts['files'] === undefined
        ? `${who} chose documents.`
        : `${who} chose documents: ${many('files', 'file', 'files')}.`,
    'document-read': () => `A document was read: ${many('passages', 'passage', 'passages')}.`,
    'document-removed': () => `${who} removed documents.`,
    'conversation-shortened': () =>
      `${many('turns', 'earlier message was', 'earlier messages were')} shortened to a summary.`,
    'conversation-erased': () => 'A private conversation was erased.',
    'payload-erased': () => 'The content of a frame was erased.',
    checkpoint: () => `A checkpoint was kept after ${many('count', 'frame', 'frames')}.`,
  };
  return sentences[frame.kind]();
}

function toldIn(payloadText: string | null, name: string): unknown {
  if (payloadText === null) return undefined;
  try {
    const payload: unknown = JSON.parse(payloadText);
    return typeof payload === 'object' && payload !== null ? Reflect.get(payload, name) : undefined;
  } catch {
    return undefined;
  }
}

const TURN_ENDS: Words = {
  done: 'is done',
  stopped: 'was stopped',
  failed: 'could not be finished',
};
const STEP_ENDS: Words = {
  stop: 'answered',
  'tool-calls': 'wants to use a tool',
  length: 'reached its limit of length',
  'content-filter': 'was stopped by its provider',
};
const DECISIONS: Words = {
  allow: 'is allowed',
  ask: 'needs your answer',
  deny: 'is not allowed',
};
const ANSWERS: Words = {
  'allowed once': 'You allowed once',
  'allowed fifteen-minutes': 'You allowed for 15 minutes',
  'allowed conversation': 'You allowed in this conversation',
  'allowed always': 'You allowed for good',
  denied: 'You denied',
  withdrawn: 'No longer needed',
};
const OUTCOMES: Words = {
  succeeded: 'is done',
  failed: 'failed',
  denied: 'was not run',
  interrupted: 'was interrupted',
};

const WEBHOOK_REFUSALS: Words = {
  'no-key': 'the key to check them is not set',
  unsigned: 'they were not signed',
  'wrong-signature': 'the signature was wrong',
  stale: 'they were signed too long ago',
  malformed: 'they were not what the platform sends',
  'too-large': 'they were too large',
};

const NOT_KEPT: Words = {
  empty: 'there was nothing in it',
  'too-long': 'it was too long',
  secret: 'it looks like a secret',
  instructions: 'it reads like instructions to the agent',
  authority: 'what may be done is set in Settings',
  'not-said': 'it was not in what was said',
};

type Words = Readonly<Record<string, string>>;

/** A value that has no words of its own is shown as it is kept. */
function words(table: Words, value: string): string {
  return table[value] ?? value;
}

/** Within a sentence: "on this computer". */
function channelWords(channelId: string): string {
  return channelId === 'desktop' ? 'this computer' : channelName(channelId);
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
