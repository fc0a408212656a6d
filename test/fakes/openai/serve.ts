// The model fake on its own: `node test/fakes/openai/serve.ts --port 9999 --script echo|obedient [--api-key KEY]`.
//   completion asked → line out with its number and size
// It knows no more than the server's own API, and ends by itself (see run-until-ended.ts).
import { runUntilEnded } from '../loopback/run-until-ended.ts';
import { echoScript, obedientScript } from './scripts.ts';
import { startModelServer } from './server.ts';
import type { Script } from './wire.ts';
import { lastUserText } from './wire.ts';

const SCRIPTS: Readonly<Record<string, Script>> = { echo: echoScript, obedient: obedientScript };

await runUntilEnded(['port', 'script', 'api-key'], async (flags, print) => {
  const name = flags.text('script') ?? 'echo';
  const script = Object.hasOwn(SCRIPTS, name) ? SCRIPTS[name] : undefined;
  if (script === undefined) {
    process.stderr.write(`--script is one of: ${Object.keys(SCRIPTS).join(', ')}.\n`);
    process.exit(2);
  }
  const apiKey = flags.text('api-key');
  const server = await startModelServer({
    script(request) {
      print({ request: { n: request.n, messages: request.messages.length, user: lastUserText(request) } });
      return script(request);
    },
    port: flags.count('port', 0),
    record: 'counts',
    ...(apiKey === undefined ? {} : { apiKey }),
  });
  print({ url: server.url, baseUrl: server.baseUrl, script: name, pid: process.pid });
  return { close: server.close };
});
