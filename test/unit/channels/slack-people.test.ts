// What is taken of Slack's word on a member: the name to show, the workspace, and whether it is a program.
import { expect, it } from 'vitest';
import { createPeople } from '../../../src/main/adapters/channels/slack/people.ts';
import type { WebApi } from '../../../src/main/adapters/channels/slack/web-api.ts';

function people(user: object) {
  const api: WebApi = {
    apiRoot: 'https://slack.com/api',
    ask: async () => ({ kind: 'ok', result: { ok: true, user } }),
  };
  const clock = { now: () => 0, after: () => () => {} };
  return createPeople({ api, token: () => 'xoxb-1', clock, onTokenRefused: () => {} });
}

it.each([
  [{ is_bot: true }, true],
  [{ is_bot: false }, false],
  [{}, false],
])('%j is a program: %j', async (more, isBot) => {
  const user = { id: 'U0OTHER01', team_id: 'T0HOME001', name: 'other', ...more };
  const signal = new AbortController().signal;
  expect(await people(user).look('U0OTHER01', signal)).toEqual({ name: 'other', teamId: 'T0HOME001', isBot });
});
