// What the account keeps of which rooms are direct, while several are entered and other clients of it do the same.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { IDS, type MatrixStage, openMatrixStage } from './matrix-stage.ts';
import { listening, pauseMs } from './suite/cases.ts';

let stage: MatrixStage;

beforeEach(async () => {
  stage = await openMatrixStage();
});

afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

it('a direct room is noted on top of what is noted by then, not of what the last sync told', async () => {
  const limited = { errcode: 'M_LIMIT_EXCEEDED', error: 'Too many requests', retry_after_ms: 1_000 };
  stage.server.failNext('join', { kind: 'refuse', status: 429, body: limited });
  const [first, second] = [stage.invite(), stage.invite({ by: IDS.eve })];
  await listening(stage);
  await stage.server.until(() => stage.server.calls('join')[0], 'an attempt');
  await pauseMs(200); // what was noted for it comes by a sync
  stage.server.failNext('sync', { kind: 'silence' });
  await stage.write('Meanwhile');
  await stage.recorder.received(1);
  const noted = stage.server.accountData('m.direct') ?? {};
  const elsewhere = { '@carl:elsewhere.example': ['!by-another-client:example.org'] };
  stage.server.setAccountData('m.direct', { ...noted, ...elsewhere });
  await stage.server.until(() => membership(second) === 'join' || undefined, 'the account to enter');
  expect(stage.server.accountData('m.direct')).toEqual({
    [IDS.ada]: [stage.rooms.ada, first],
    [IDS.eve]: [stage.rooms.eve, second],
    ...elsewhere,
  });
});

function membership(roomId: string): string | undefined {
  return stage.server.rooms.membership(roomId, stage.server.account);
}
