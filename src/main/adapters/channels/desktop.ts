// The owner's own channel: the chat window and the CLI of this computer, as seen by delivery.
// There is nothing to connect and nothing to send: the transcript is the screen, and it is written already
// when a reply is due. Words that come in take the shorter way through the typed door, not through here.
import type { Channel, ChannelHealth } from '../../domain/ports/channel.ts';

const HEALTH: ChannelHealth = { state: 'connected', lastSeenAtMs: null, lastError: null, account: null };

export function createDesktopChannel(): Channel {
  return {
    id: 'desktop',
    platform: 'desktop',
    // Nothing leaves: the row in the transcript is the file.
    canSendFiles: true,
    start: () => {},
    stop: () => Promise.resolve(),
    render: (markdown) => (markdown.trim() === '' ? [] : [{ body: markdown, format: 'plain' }]),
    send: () => Promise.resolve({ kind: 'sent', platformMessageId: null }),
    showTyping: () => {},
    health: () => HEALTH,
    onHealth: () => () => {},
  };
}
