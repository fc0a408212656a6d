// What each scope of a key lets it do, in words: in the window, in questions, on the command line.
import type { Scope } from './gateway.ts';

export const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  'conversations:read': 'Read its own conversations',
  'conversations:read-all': 'Read all conversations but private ones',
  'messages:write': 'Write messages to the agent',
  'approvals:read': 'Read what waits for your answer',
  'approvals:deny': 'Deny what waits for your answer',
  chat: 'Use the agent as a chat model',
};
