// The floor of a reply: a bot that does nothing but the three calls it takes: poll, ask the model, send. No storage, no
// gate, no ledger, one connection each. A process of its own, as the app is. Run by the measurements only:
//   node bench/app/bare-bot.ts TELEGRAM_URL TOKEN MODEL_URL
import { Agent, request } from 'node:http';

const [telegram = '', token = '', model = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });

function post(url: string, body: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const text = Buffer.from(JSON.stringify(body));
    const headers = { 'content-type': 'application/json', 'content-length': text.length };
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => resolve(Buffer.concat(pieces).toString('utf8')));
    });
    call.on('error', reject);
    call.end(text);
  });
}

const bot = (method: string, body: object): Promise<string> =>
  post(`${telegram}/bot${token}/${method}`, body);

async function answer(chatId: number, text: string): Promise<void> {
  const stream = await post(`${model}/chat/completions`, {
    model: 'scripted',
    stream: true,
    messages: [{ role: 'user', content: text }],
  });
  const words = stream
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => {
      const chunk = JSON.parse(line.slice(6)) as { choices?: { delta?: { content?: string } }[] };
      return chunk.choices?.[0]?.delta?.content ?? '';
    });
  await bot('sendMessage', { chat_id: chatId, text: words.join('') });
}

process.on('SIGTERM', () => process.exit(0));
process.stdout.write('ready\n');
for (let offset = 0; ; ) {
  const { result } = JSON.parse(await bot('getUpdates', { offset, timeout: 30, limit: 100 })) as {
    result: { update_id: number; message: { chat: { id: number }; text: string } }[];
  };
  for (const { update_id: id, message } of result) {
    offset = id + 1;
    answer(message.chat.id, message.text).catch(() => process.exit(1));
  }
}
