// What is said to Messages, in AppleScript, and what the answer means.
//   person or group, words, file → arguments of osascript → sent | not sent | not known
// The scripts are fixed: what is written comes to them as arguments. Each finds the receiver first and says so when that
// failed, because only then it is certain that nothing was handed over. Runs nothing itself.

/** How a script is run: `osascript` with these arguments. Never rejects. */
export type RunScript = (
  argv: readonly string[],
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
) => Promise<ScriptEnd>;

export type ScriptEnd =
  /** `exitCode` null: something ended it. */
  | { readonly kind: 'ended'; readonly exitCode: number | null; readonly output: string }
  | { readonly kind: 'not-started' }
  /** We ended it: time was over, or nobody wants it any more. */
  | { readonly kind: 'stopped' };

export interface Told {
  readonly kind: 'person' | 'chat';
  readonly receiver: string;
  readonly words: string;
  /** Of a file to send; empty: none. */
  readonly path: string;
}

export type Answer =
  | { readonly kind: 'sent' }
  /** Certainly nothing was handed over. `code` is the number of the error in AppleScript; 0: none is signed in. */
  | { readonly kind: 'before'; readonly code: number }
  | { readonly kind: 'not-started' }
  | { readonly kind: 'unknown' };

const SEND = `on run argv
	set theKind to item 1 of argv
	set theTarget to item 2 of argv
	set theWords to item 3 of argv
	set thePath to item 4 of argv
	with timeout of 20 seconds
		try
			tell application "Messages"
				if theKind is "chat" then
					set theReceiver to chat id theTarget
				else
					set theAccounts to every account whose service type is iMessage and enabled is true
					if theAccounts is {} then return "before 0"
					set theAccount to item 1 of theAccounts
					set theReceiver to participant theTarget of theAccount
				end if
				get id of theReceiver
			end tell
			if thePath is not "" then set theFile to POSIX file thePath
		on error theReason number theCode
			return "before " & theCode
		end try
		tell application "Messages"
			if theWords is not "" then send theWords to theReceiver
			if thePath is not "" then send theFile to theReceiver
		end tell
	end timeout
	return "sent"
end run`;

const ASK = `on run argv
	with timeout of 20 seconds
		try
			tell application "Messages"
				set theAccounts to every account whose service type is iMessage and enabled is true
				if theAccounts is {} then return "before 0"
			end tell
		on error theReason number theCode
			return "before " & theCode
		end try
	end timeout
	return "ready"
end run`;

/**
 * SECURITY: the words are an argument, never part of the script, where a quotation mark would end them and the rest
 * would be run. The first argument is a word of ours: options of osascript end there, whatever the words begin with.
 */
export function sendingArguments({ kind, receiver, words, path }: Told): readonly string[] {
  return ['-e', SEND, kind, receiver, words, path];
}

/** Only asks whether Messages can be told anything. */
export function askingArguments(): readonly string[] {
  return ['-e', ASK, 'ask'];
}

export function answerOf(end: ScriptEnd): Answer {
  if (end.kind === 'not-started') return end;
  if (end.kind === 'stopped' || end.exitCode !== 0) return { kind: 'unknown' };
  const words = end.output.trim();
  if (words === 'sent' || words === 'ready') return { kind: 'sent' };
  const code = /^before (-?\d{1,9})$/.exec(words)?.[1];
  return code === undefined ? { kind: 'unknown' } : { kind: 'before', code: Number(code) };
}

export const NOT_PERMITTED =
  'macOS does not let Sallyport write in Messages. Open System Settings, Privacy & Security, Automation, and switch on Messages under Sallyport.';

/** Numbers of AppleScript and Apple events (developer.apple.com: "AppleScript Language Guide", error numbers). */
const SENTENCES: Readonly<Record<string, string>> = {
  '0': 'Messages is not signed in to iMessage. Open Messages, Settings, iMessage, and sign in.',
  '-1743': NOT_PERMITTED,
  '-1744': NOT_PERMITTED,
  '-600': 'Messages does not run. Open Messages.',
  '-609': 'Messages does not run. Open Messages.',
  '-10810': 'Messages does not run, and could not be started. Open Messages.',
  '-10827': 'Messages was not found on this Mac.',
  '-1712': 'Messages did not answer. Is it asking something on the screen?',
};
/** "Can't get …": there is no such person or group. */
const NO_RECEIVER = [-1_728, -1_719];

export function sentenceOf(code: number): string {
  return SENTENCES[code] ?? `Messages could not find whom to write to (${code}).`;
}

/** Trying again changes nothing. */
export function isFinal(code: number): boolean {
  return NO_RECEIVER.includes(code);
}
