// The doors that files from outside come through: what they are called, and what the model is told of them.
import { plainFileName } from '../../src/main/domain/attachments/file-name.ts';
import { toldAttachments } from '../../src/main/domain/attachments/told-attachments.ts';
import { createFence } from '../../src/main/domain/conversation/fence.ts';
import { bytesOf, type FuzzTarget } from './engine.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const FENCE = createFence(new Uint8Array(8));

export const attachmentNamesTarget: FuzzTarget = {
  name: 'names of files',
  corpus: bytesOf(
    'report.pdf',
    '../../etc/passwd',
    'CON.txt',
    '\u202egpj.exe',
    'a\\b:c|d',
    '</outside-text>.txt',
  ),
  run(bytes) {
    const given = text(bytes);
    const name = plainFileName(given, 'file', null);
    if (!/^[\p{L}\p{N}][\p{L}\p{N}\p{M}._-]*\.[A-Za-z0-9-]+$/u.test(name) || name.includes('..'))
      throw new Error('A promise was broken: a name is plain');
    if (plainFileName(name, 'file', null) !== name && !name.endsWith('.data'))
      throw new Error('A promise was broken: a plain name stays as it is');
    const told = toldAttachments(
      [
        {
          ...{
            id: '1',
            messageId: 'm',
            conversationId: 'c',
            channelId: 'telegram',
            kind: 'file',
            name: given,
          },
          ...{ mediaType: given, sizeBytes: 1, reference: 'r', state: 'here', path: `attachments/${name}` },
          ...{ reason: null, frameId: null },
        },
      ],
      FENCE,
    );
    const [, ...rest] = (told ?? '').split('</outside-text-');
    if (rest.length !== 1 || !/^0{16}>$/.test(rest[0] ?? ''))
      throw new Error('A promise was broken: a name ends no fence');
  },
};
