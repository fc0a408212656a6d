// outbox list, retry, dismiss: what did not arrive, and what becomes of it. Nothing is sent again by itself.

import { AppError } from '../contracts/errors.ts';
import type { UndeliveredView } from '../contracts/outbox.ts';
import { idSchema } from '../contracts/scalars.ts';
import { type Command, none, type Outcome, oneLine, settled, shown } from './command.ts';

const TWICE = '--may-arrive-twice';

export const OUTBOX_COMMANDS: Readonly<Record<string, Command>> = {
  'outbox list': {
    usage: 'outbox list   (replies that did not arrive, or may not have)',
    run: (connection, words) =>
      none(words, async () =>
        shown(await connection.call('outbox', 'list', {}), (parts) =>
          parts.length === 0 ? ['Everything was delivered.'] : parts.map(line),
        ),
      ),
  },
  'outbox retry': {
    usage: `outbox retry ID [${TWICE}]   (the flag for what may have arrived already)`,
    run: (connection, words) => {
      const [id, ...rest] = words.filter((word) => word !== TWICE);
      if (id === undefined || rest.length > 0) return null;
      const mayArriveTwice = words.includes(TWICE);
      return answered(id, () => connection.call('outbox', 'retry', { id, mayArriveTwice }));
    },
  },
  'outbox dismiss': {
    usage: 'outbox dismiss ID',
    run: (connection, [id, ...rest]) =>
      id === undefined || rest.length > 0
        ? null
        : answered(id, () => connection.call('outbox', 'dismiss', { id })),
  },
};

/** A word that nothing could be called is answered like an id that nothing has. */
async function answered(
  id: string,
  call: () => Promise<{ settled: boolean; message: string }>,
): Promise<Outcome> {
  if (!idSchema.safeParse(id).success)
    throw new AppError('not-found', 'There is no such reply. See outbox list.');
  return await settled(call());
}

function line(part: UndeliveredView): string {
  const where = `${part.channelId}  ${oneLine(part.conversationTitle ?? '')}`.trimEnd();
  const file = part.fileName === null ? '' : ` [${oneLine(part.fileName)}]`;
  const state = part.state === 'uncertain' ? 'may have arrived' : 'not sent';
  return `${part.id}  ${part.at}  ${where}  ${state}: ${oneLine(part.reason)}  ${oneLine(part.preview)}${file}`;
}
