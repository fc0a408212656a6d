// The handlers of memory: which paths may be looked at. A page that was taken over can send any.
import { expect, test } from 'vitest';
import type { Agent } from '../../../src/main/domain/agent.ts';
import type { Desktop } from '../../../src/main/shell/handlers/desktop.ts';
import { rememberingHandlers } from '../../../src/main/shell/handlers/remembering.ts';

function setting(answers: { confirm?: boolean; chosen?: readonly string[] }) {
  const looked: string[][] = [];
  const asked: string[][] = [];
  const documents = {
    add: async (paths: readonly string[]) => {
      looked.push([...paths]);
      return { sources: paths.length, files: paths.length, leftOut: 0 };
    },
  };
  const agent = { memory: { documents, entities: {}, core: {} } } as unknown as Agent;
  const desktop = {
    confirmDocuments: async (paths: readonly string[]) => {
      asked.push([...paths]);
      return answers.confirm === true;
    },
    chooseDocuments: async () => answers.chosen ?? [],
  } as unknown as Desktop;
  return { handlers: rememberingHandlers({ agent, desktop }), looked, asked };
}

const caller = { surface: 'chat' } as const;

test('what was dropped is shown to the owner in a dialog of main’s own, and not looked at without a yes', async () => {
  const { handlers, looked, asked } = setting({});
  expect(await handlers.documents.drop({ paths: ['/home/you/.ssh/id_rsa'] }, caller)).toBeNull();
  expect([asked, looked]).toEqual([[['/home/you/.ssh/id_rsa']], []]);
});

test('with a yes it is read, and what a dialog gave needs no second one', async () => {
  const dropped = setting({ confirm: true });
  expect(await dropped.handlers.documents.drop({ paths: ['/a.md'] }, caller)).toMatchObject({ files: 1 });
  const chosen = setting({ chosen: ['/b.md'] });
  expect(await chosen.handlers.documents.choose({ what: 'files' }, caller)).toMatchObject({ files: 1 });
  expect([dropped.looked, chosen.looked, chosen.asked]).toEqual([[['/a.md']], [['/b.md']], []]);
  expect(await setting({}).handlers.documents.choose({ what: 'folder' }, caller)).toBeNull();
});
