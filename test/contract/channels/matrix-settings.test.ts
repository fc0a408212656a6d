// From the settings of an account to what its channel does: which invitations are followed, by each policy. Against the fake.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ChannelConfig, channelsSchema } from '../../../src/contracts/channel-settings.ts';
import { loadMatrix } from '../../../src/main/channels/matrix.ts';
import type { Channel } from '../../../src/main/domain/ports/channel.ts';
import { IDS, type MatrixStage, openMatrixStage } from './matrix-stage.ts';
import { createRecordingLog, realClock } from './recorder.ts';
import { stateIs } from './suite/cases.ts';

let stage: MatrixStage;
let channel: Channel | null = null;

beforeEach(async () => {
  stage = await openMatrixStage();
});

afterEach(async () => {
  await channel?.stop();
  await stage.close();
});

async function connect(settings: Partial<ChannelConfig<'matrix'>>): Promise<void> {
  const make = await loadMatrix();
  const read = channelsSchema.parse({ matrix: { ...settings, homeserver: stage.server.url } }).matrix;
  channel = make(
    {
      id: 'matrix',
      secret: (name) => (name === 'access-token' ? stage.server.token : null),
      onSecretChange: () => () => {},
      clock: realClock,
      log: createRecordingLog(),
      proxy: '',
    },
    read,
  );
  channel.start(stage.recorder);
  await stateIs(channel, 'connected');
}

it.each([
  [{}, [true, true]],
  [{ dm_policy: 'open' as const, allow_from: ['*'] }, [true, true]],
  [{ dm_policy: 'allowlist' as const, allow_from: [IDS.ada] }, [true, false]],
  [{ dm_policy: 'disabled' as const, allow_from: [IDS.ada] }, [false, false]],
])('%j follows direct invitations of a listed person and of a stranger: %j', async (settings, followed) => {
  const rooms = [stage.invite(), stage.invite({ by: IDS.eve })];
  await connect(settings);
  const expected = followed.filter(Boolean).length;
  await stage.recorder.until(
    () => stage.recorder.skipped.length >= rooms.length - expected,
    'the others told',
  );
  await stage.server.until(() => (stage.server.calls('join').length >= expected ? true : undefined), 'joins');
  const joined = () => rooms.map((id) => stage.server.rooms.membership(id, stage.server.account) === 'join');
  await stage.server.until(() => (String(joined()) === String(followed) ? true : undefined), 'the rooms');
  expect(joined()).toEqual(followed);
});

it.each([
  [{ groups: ['!team:example.org'] }, true],
  [{ groups: ['*'], group_policy: 'open' as const }, false],
  [{ groups: ['!team:example.org'], group_policy: 'disabled' as const }, false],
  [{}, false],
])('%j follows the invitation to a group: %j', async (settings, isFollowed) => {
  const roomId = stage.invite({ isDirect: false, id: '!team:example.org' });
  await connect(settings);
  if (!isFollowed) await stage.recorder.until(() => stage.recorder.skipped.length === 1, 'it to be told');
  else await stage.server.until(() => stage.server.calls('join')[0], 'the join');
  expect(stage.server.rooms.membership(roomId, stage.server.account)).toBe(isFollowed ? 'join' : 'invite');
});
