// What the first request of a conversation carries beside the words of the person: system prompt and tools, in bytes
// as they are sent.
import { openWorld } from '../app/world.ts';
import { type Row, row } from '../figures/row.ts';
import { spreadOf } from '../figures/statistics.ts';
import type { Bench } from './measure.ts';

export async function measureRequestSize(bench: Bench): Promise<readonly Row[]> {
  const world = await openWorld({ record: 'all' });
  const app = await bench.apps.start({
    args: world.arguments(world.newHome(), '--headless'),
    env: world.env,
    screen: 'none',
  });
  try {
    await world.telegram.polled({ timeoutMs: 30_000 });
    world.telegram.person({ id: 1_000, firstName: 'Ada' }).write('Hello');
    const { body } = await world.model.requested(1, { timeoutMs: 30_000 });
    const messages = (body['messages'] ?? []) as readonly { readonly role: string }[];
    const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value ?? ''));
    const system = bytes(messages.filter(({ role }) => role === 'system'));
    const tools = bytes(body['tools']);
    return [
      row({
        name: 'request-size',
        what: 'system prompt and tools of a first request',
        unit: 'kB',
        value: spreadOf([(system + tools) / 1_000]),
        target: { most: 8 },
        note: `system ${system} bytes, tools ${tools} bytes; the same each time`,
      }),
    ];
  } finally {
    await app.stop();
    await world.close();
  }
}
