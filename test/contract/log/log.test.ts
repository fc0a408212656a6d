// The log on a real disk: what is written, what is masked, how files are set aside, and that nothing can break it.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/contracts/errors.ts';
import { type ClosableLog, createLog, type LogOptions } from '../../../src/main/adapters/log/log.ts';
import { createRedact } from '../../../src/main/domain/ledger/redact.ts';

const CANARY = 'canary"with\\odd\ncharacters-51c0';
const UNKNOWN_TOKEN = 'sk-ant-0123456789abcdefghijklmnop';
let folder: string;
let file: string;
const open: ClosableLog[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-log-'));
  file = join(folder, 'logs', 'sallyport.log');
});
afterEach(() => {
  for (const log of open.splice(0)) log.close();
  rmSync(folder, { recursive: true, force: true });
});

function logTo(more: Partial<LogOptions> = {}): ClosableLog {
  const log = createLog({
    file,
    level: 'info',
    redact: createRedact(() => [CANARY]),
    stderr: false,
    ...more,
  });
  open.push(log);
  return log;
}
const written = (): string => readFileSync(file, 'utf8');
const lines = (): unknown[] =>
  written()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe('the log', () => {
  it('writes one JSON object a line, into a file for its owner alone, and nothing before it is used', () => {
    const log = logTo();
    expect(existsSync(join(folder, 'logs'))).toBe(false);
    log.info('started', { ms: 12, home: null, list: [1, 'two'] });
    log.warn('odd');
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;
    expect(lines()).toEqual([
      { level: 'info', time, msg: 'started', ms: 12, home: null, list: [1, 'two'] },
      { level: 'warn', time, msg: 'odd' },
    ]);
    if (process.platform !== 'win32') {
      expect([statSync(file).mode & 0o777, statSync(join(folder, 'logs')).mode & 0o777]).toEqual([
        0o600, 0o700,
      ]);
    }
  });

  it.skipIf(process.platform === 'win32')(
    'takes a file back from others when it was left open to them',
    () => {
      mkdirSync(join(folder, 'logs'));
      writeFileSync(file, '');
      chmodSync(file, 0o666);
      logTo().info('hello');
      expect(statSync(file).mode & 0o777).toBe(0o600);
    },
  );

  it('never holds a secret, wherever it stands: message, field, name of a field, error, cause, list, or cut in half', () => {
    const log = logTo();
    const request = Object.assign(new Error(`refused ${CANARY}`), {
      requestBodyValues: { deep: 'REQUEST-BODY' },
      code: 'ECONNREFUSED',
    });
    log.info(`message ${CANARY} ${UNKNOWN_TOKEN}`, {
      field: CANARY,
      [CANARY]: 1,
      list: [[CANARY]],
      deep: { a: { b: { c: CANARY } } },
    });
    log.error('failed', { cause: new AppError('internal', `outer ${CANARY}`, { cause: request }) });
    log.warn('long', {
      text: 'x'.repeat(3_990) + CANARY,
      longer: 'x'.repeat(300_000) + CANARY,
      url: new URL(`https://x.example/p?key=NO-SHAPE`),
    });
    log.warn('by name', {
      authorization: 'NO-SHAPE',
      headers: { 'x-api-key': 'NO-SHAPE' },
      botToken: 'NO-SHAPE',
      bytes: Buffer.from('NO-SHAPE'),
      inputTokens: 5,
    });
    for (const part of ['canary', 'characters-51c0', UNKNOWN_TOKEN, 'REQUEST-BODY', 'NO-SHAPE'])
      expect(written()).not.toContain(part);
    expect(lines()[1]).toMatchObject({
      cause: {
        name: 'AppError',
        message: 'outer [secret]',
        stack: expect.stringContaining('at ') as string,
        cause: { message: 'refused [secret]', code: 'ECONNREFUSED' },
      },
    });
    expect(lines()[3]).toMatchObject({ inputTokens: 5, bytes: '[8 bytes]' });
  });

  it('cannot be made to write a second line, or to take the place of its own fields', () => {
    logTo().info('one\n{"level":"error"}', {
      level: 'error',
      msg: 'forged',
      time: 'never',
      extra: 'a\u2028b\r\nc',
    });
    expect(lines()).toEqual([
      {
        level: 'info',
        time: expect.not.stringMatching('never') as string,
        msg: 'one\n{"level":"error"}',
        extra: 'a\u2028b\r\nc',
      },
    ]);
  });

  it('leaves out what is below its level', () => {
    const log = logTo({ level: 'warn' });
    log.info('no');
    log.warn('yes');
    log.error('yes');
    expect(lines().length).toBe(2);
  });

  it('never throws, whatever it is given and wherever it should write', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const trap = {
      get field(): string {
        throw new Error(`trap ${CANARY}`);
      },
    };
    const log = logTo();
    log.info('circular', circular);
    log.info('strange', {
      big: 10n,
      symbol: Symbol('s'),
      run: () => 1,
      map: new Map([[1, 2]]),
      nothing: undefined,
      bad: new Date(Number.NaN),
      hollow: Object.create(null) as object,
    });
    log.info('trap', trap);
    log.info(
      'wide',
      Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`k${index}`, 'y'.repeat(4_000)])),
    );
    expect(lines()).toMatchObject([
      { msg: 'circular' },
      {
        msg: 'strange',
        big: '10',
        symbol: '[symbol]',
        run: '[function]',
        map: '[1 entries]',
        bad: null,
        hollow: {},
      },
      { msg: 'a line that could not be written safely was left out' },
      { msg: 'wide', note: 'fields left out: too long' },
    ]);
    writeFileSync(join(folder, 'blocked'), 'a file where a folder should be');
    logTo({ file: join(folder, 'blocked', 'x.log') }).error('nowhere to go');
    const broken = logTo({
      redact: () => {
        throw new Error(CANARY);
      },
    });
    broken.error(`not masked ${CANARY}`);
    expect(written()).not.toContain('not masked');
  });

  it('writes to standard error as well when asked, and outlives its reader', () => {
    const script = `
      import { createLog } from ${JSON.stringify(new URL('../../../src/main/adapters/log/log.ts', import.meta.url).href)};
      const log = createLog({ file: ${JSON.stringify(file)}, level: 'info', redact: (text) => text.replace('CANARY', '[secret]'), stderr: true });
      log.info('on both CANARY');
      (await import('node:fs')).closeSync(2);
      log.info('in the file alone');
    `;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(
      child.stderr
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => (JSON.parse(line) as { msg: string }).msg),
    ).toEqual(['on both [secret]']);
    expect(lines()).toMatchObject([{ msg: 'on both [secret]' }, { msg: 'in the file alone' }]);
  });
});
