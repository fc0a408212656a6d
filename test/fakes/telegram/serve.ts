// The Telegram fake on its own: `node test/fakes/telegram/serve.ts --port 9998 --token 1:abc`.
//   line in → somebody writes, edits, presses or reacts      the bot sends → line out
// It knows no more than the server's own API, and ends by itself (see run-until-ended.ts).
import { isObject } from '../loopback/http-body.ts';
import { runUntilEnded } from '../loopback/run-until-ended.ts';
import type { Person, Sent, Voice } from './people.ts';
import type { TelegramServer } from './server.ts';
import { startTelegramServer } from './server.ts';

await runUntilEnded(['port', 'token', 'username'], async (flags, print) => {
  const token = flags.text('token');
  const username = flags.text('username');
  const server = await startTelegramServer({
    port: flags.count('port', 0),
    ...(token === undefined ? {} : { token }),
    ...(username === undefined ? {} : { bot: { username } }),
  });
  server.onBotMessage((message, what) => print({ [what]: message }));
  server.onAction((chatId, action) => print({ action: { chatId, action } }));
  print({ url: server.url, token: server.token, username: server.bot.username, pid: process.pid });
  return {
    close: server.close,
    onLine(line) {
      const outcome = obey(server, line);
      print(typeof outcome === 'string' ? { error: outcome } : { done: outcome });
    },
  };
});

// One line, one deed: {"person":{"id":1,"firstName":"Ada"},"text":"hi"}, with "group":{"id":-1001,"title":"Team"} in
// a group; "edit":ID, "press":ID with "data", "react":ID with "emoji"; or {"raw":{…}} for any update.
function obey(server: TelegramServer, line: Record<string, unknown>): Sent | object | string {
  if ('raw' in line) return { updateId: server.pushRawUpdate(line['raw']) };
  if (line['fail'] !== undefined) return fail(server, line['fail']);
  const voice = voiceOf(server, line);
  if (typeof voice === 'string') return voice;
  const { text, edit, press, react, data, emoji } = line;
  try {
    if (typeof press === 'number' && typeof data === 'string') return voice.press(press, data);
    if (typeof react === 'number') return voice.react(react, typeof emoji === 'string' ? emoji : undefined);
    if (typeof edit === 'number' && typeof text === 'string') return voice.edit(edit, text);
    if (typeof text === 'string') return voice.write(text, { mention: line['mention'] === true });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'Say what to do: "text", "edit" with "text", "press" with "data", or "react" with "emoji".';
}

function voiceOf(server: TelegramServer, line: Record<string, unknown>): Person | Voice | string {
  const { person, group } = line;
  if (!isObject(person) || typeof person['id'] !== 'number') return 'Say who: "person" with a numeric "id".';
  const { id, firstName, username } = person;
  const details = {
    id,
    firstName: typeof firstName === 'string' ? firstName : `Person ${id}`,
    ...(typeof username === 'string' ? { username } : {}),
  };
  if (!isObject(group)) return server.person(details);
  if (typeof group['id'] !== 'number') return 'Say which group: "group" with a numeric "id".';
  const title = typeof group['title'] === 'string' ? group['title'] : `Group ${group['id']}`;
  return server.group({ id: group['id'], title }).member(details);
}

function fail(server: TelegramServer, what: unknown): object | string {
  if (!isObject(what) || typeof what['method'] !== 'string' || typeof what['status'] !== 'number') {
    return 'Say what fails: "fail" with "method" and "status".';
  }
  const { method, status, retryAfter } = what;
  server.failNext(method, { status, ...(typeof retryAfter === 'number' ? { retryAfter } : {}) });
  return { failing: method };
}
