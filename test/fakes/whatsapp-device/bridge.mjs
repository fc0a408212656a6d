// A program that speaks the language of the add-on as addons/whatsapp-device/bridge.mjs does, and in place of WhatsApp
// with the server of this folder. It keeps to the order of the real library: keys are kept, then WhatsApp is told that
// the message arrived, then the message is handed on.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const { port } = JSON.parse(readFileSync(new URL('./server.json', import.meta.url), 'utf8'));
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const entries = {};
const keeping = new Map();
const sending = new Set();
let lastKeep = 0;
let socket = null;

function keep(changes) {
  lastKeep += 1;
  const id = lastKeep;
  say({ kind: 'keep', id, entries: changes });
  Object.assign(entries, changes);
  return new Promise((resolve) => keeping.set(id, resolve));
}

function login() {
  say({ kind: 'state', state: 'connecting', phone: null, lid: null });
  const mine = connect(port, '127.0.0.1');
  socket = mine;
  const tell = (words) => mine.write(`${JSON.stringify(words)}\n`);
  mine.on('connect', () => tell({ op: 'login', creds: entries.creds ?? null }));
  mine.on('error', () => undefined);
  mine.on('close', () => {
    if (socket !== mine) return;
    for (const id of sending) answer(id, { outcome: 'uncertain' });
    say({ kind: 'state', state: 'closed', phone: null, lid: null });
    setTimeout(login, 100);
  });
  createInterface({ input: mine }).on('line', (text) => void heard(JSON.parse(text), tell));
}

async function heard(words, tell) {
  switch (words.op) {
    case 'qr':
      return say({ kind: 'qr', text: words.text });
    case 'paired':
      await keep({ creds: words.creds });
      return tell({ op: 'login', creds: words.creds });
    case 'open':
      return say({ kind: 'state', state: 'open', phone: words.phone, lid: words.lid });
    case 'unlinked':
      return say({ kind: 'state', state: 'logged-out', phone: null, lid: null });
    case 'deliver':
      await keep({ [`session:${words.n}`]: 'x'.repeat(200) });
      tell({ op: 'received', n: words.n });
      return say(words.line);
    case 'ack':
      if (!sending.has(words.id)) return;
      return answer(words.id, words);
    case 'file':
      for (let at = 0; at < words.data.length || at === 0; at += 4_000)
        say({
          kind: 'piece',
          id: words.id,
          data: words.data.slice(at, at + 4_000),
          isLast: at + 4_000 >= words.data.length,
        });
      return;
    case 'no-file':
      return say({ kind: 'no-file', id: words.id, why: words.why });
  }
}

function answer(id, { outcome, messageId = null, code = null, afterMs = null }) {
  sending.delete(id);
  say({ kind: 'answer', id, outcome, messageId, code, afterMs });
}

createInterface({ input: process.stdin }).on('line', (text) => {
  const line = JSON.parse(text);
  const tell = (words) => socket?.write(`${JSON.stringify(words)}\n`);
  switch (line.kind) {
    case 'entries':
      Object.assign(entries, line.entries);
      return;
    case 'start':
      return login();
    case 'kept':
      keeping.get(line.id)?.();
      keeping.delete(line.id);
      return;
    case 'send':
    case 'edit':
      sending.add(line.id);
      return tell({ ...line, op: line.kind });
    case 'fetch':
    case 'typing':
      return tell({ ...line, op: line.kind });
    case 'reconnect':
      return socket?.destroy();
  }
});
say({ kind: 'hello', version: 1, library: 'a stand-in' });
