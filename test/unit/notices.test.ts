// What main tells the owner at a glance: each with what to do, and nothing that is not known.
import { expect, it } from 'vitest';
import { createNotices } from '../../src/main/notices.ts';

const fine = { problem: () => null, notices: () => [] };

it('a problem of the settings file names the file, the line and the key', () => {
  const config = {
    ...fine,
    problem: () => ({ file: 'config.toml', line: 12, key: 'model.provider', message: 'Not a provider.' }),
  };
  expect(createNotices({ config, isDevelopmentRuntime: false }).list()).toEqual([
    {
      id: 'config',
      level: 'danger',
      text: expect.stringContaining('config.toml, line 12, model.provider: Not a provider.'),
    },
  ]);
});

it('a sandbox that was not looked at yet is no trouble; one that cannot start is, with the reason', () => {
  const notices = createNotices({ config: fine, isDevelopmentRuntime: false });
  const before = notices.list();
  notices.setSandbox({ available: false, detail: 'bubblewrap is not installed.' });
  expect({ before, after: notices.list() }).toEqual({
    before: [],
    after: [{ id: 'sandbox', level: 'danger', text: 'Commands are refused: bubblewrap is not installed.' }],
  });
});

it('the development runtime says so for as long as it runs', () => {
  const [notice] = createNotices({ config: fine, isDevelopmentRuntime: true }).list();
  expect(notice).toMatchObject({ id: 'development-runtime', level: 'warning' });
});
