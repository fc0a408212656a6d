// Changing a setting of a running agent: widening writes nothing until the owner confirmed it, narrowing is written at once.
import { describe, expect, test } from 'vitest';
import { type Config, configSchema, type SettingKey } from '../../../../src/contracts/settings.ts';
import { withSetting } from '../../../../src/main/domain/gate/widening.ts';
import { createSettingsChanges } from '../../../../src/main/domain/settings-changes.ts';
import { makeWorld, type World } from '../../../worlds/world.ts';

const T = 'channels.telegram';

describe('the settings of a running agent', () => {
  function changing(): {
    world: World;
    change: (key: SettingKey, value: unknown) => unknown;
    written: unknown[];
  } {
    const world = makeWorld();
    const written: unknown[] = [];
    let config: Config = configSchema.parse({});
    const change = createSettingsChanges({
      stores: world.stores,
      ledger: world.agent.ledger,
      digest: { sha256: (text) => Buffer.from(text).toString('hex'), ledgerMac: (text) => text },
      approvals: world.agent.approvals,
      file: {
        current: () => config,
        write: (key, value) => {
          written.push([key, value]);
          const changed = withSetting(config, key as SettingKey, value);
          if ('config' in changed) config = changed.config;
          return { kind: 'written' };
        },
      },
    });
    return { world, change, written };
  }

  test('widening writes nothing until the owner allowed it, then exactly that, with its cause', () => {
    const { world, change, written } = changing();
    const outcome = change(`${T}.allow_from`, [42]) as { kind: string; approvalId: string };
    expect(outcome.kind).toBe('asked');
    expect(written).toEqual([]);
    const [question] = world.agent.approvals.questions();
    expect(question).toMatchObject({
      kind: 'setting',
      key: `${T}.allow_from`,
      summary: '42 may start turns.',
    });
    world.agent.approvals.allow(question!.id, 'once', question!.revision);
    expect(written).toEqual([[`${T}.allow_from`, [42]]]);
    const [changed] = world.agent.ledger.tail({
      beforeId: null,
      limit: 1,
      conversationId: null,
      kinds: ['setting-changed'],
    });
    expect(world.agent.ledger.explain(changed!.id).map(({ kind }) => kind)).toEqual([
      'setting-asked',
      'approval-answered',
      'setting-changed',
    ]);
  });

  test('widening that was denied, or not answered, writes nothing', () => {
    const { world, change, written } = changing();
    change(`${T}.group_policy`, 'open');
    world.agent.approvals.deny(world.agent.approvals.questions()[0]!.id, null);
    change('approvals.allow_from_cli', true);
    world.clock.advance(31 * 60_000);
    expect(world.agent.approvals.pendingCount()).toBe(0);
    expect(written).toEqual([]);
  });

  test('widening can be allowed once only: it never becomes a rule', () => {
    const { world, change, written } = changing();
    change(`${T}.group_policy`, 'open');
    const [question] = world.agent.approvals.questions();
    expect(world.agent.approvals.allow(question!.id, 'always', question!.revision).settled).toBe(false);
    expect([written, world.stores.rules.list()]).toEqual([[], []]);
  });

  test('the same wish twice is one question', () => {
    const { world, change } = changing();
    const first = change(`${T}.group_policy`, 'open');
    expect(change(`${T}.group_policy`, 'open')).toEqual(first);
    change('approvals.allow_from_cli', true);
    expect(world.agent.approvals.pendingCount()).toBe(2);
  });

  test('narrowing is written at once and recorded', () => {
    const { world, change, written } = changing();
    expect(change(`${T}.dm_policy`, 'disabled')).toEqual({ kind: 'applied' });
    expect(written).toEqual([[`${T}.dm_policy`, 'disabled']]);
    expect(world.stores.frames.head()?.count).toBe(1);
  });

  test('opening to everybody is one question and one write, and closing again is one write', () => {
    const { world, change, written } = changing();
    change(`${T}.direct`, { dm_policy: 'open', allow_from: ['*'] });
    const [question] = world.agent.approvals.questions();
    expect(question).toMatchObject({
      facts: [
        {},
        { text: expect.not.stringContaining('api_root') },
        { text: expect.stringContaining('"*"') },
      ],
    });
    world.agent.approvals.allow(question!.id, 'once', question!.revision);
    expect(written).toEqual([[T, { dm_policy: 'open', allow_from: ['*'] }]]);
  });

  test('what does not fit is refused with a sentence', () => {
    const { change, written } = changing();
    expect(change(`${T}.dm_policy`, 'everybody')).toEqual({
      kind: 'refused',
      message: expect.stringMatching(/\S/),
    });
    expect(written).toEqual([]);
  });
});
