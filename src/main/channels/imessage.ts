// From the settings of an iMessage account to its channel, on this computer and for the owner who is logged in.
import { homedir } from 'node:os';
import type { LoadChannel } from './load-channel.ts';
import { createScriptRunner } from './run-script.ts';

/** A person waits about as long for an answer to begin anyway. */
const POLL_EVERY_MS = 1_000;

export const loadIMessage: LoadChannel<'imessage'> = async () => {
  const { createIMessageChannel } = await import('../adapters/channels/imessage/imessage.ts');
  return (options) =>
    createIMessageChannel({
      ...options,
      system: process.platform,
      home: homedir(),
      runScript: createScriptRunner('/usr/bin/osascript'),
      pollEveryMs: POLL_EVERY_MS,
    });
};
