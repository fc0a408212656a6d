// The one place that starts programs: exactly what was asked, and only its own processes are ever killed.
import { closeSync, openSync } from 'node:fs';
import type { Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startProcess } from '../../../src/main/adapters/sandbox/spawn.ts';

let nullDevice: number;
beforeAll(() => {
  nullDevice = openSync('/dev/null', 'r+');
});
afterAll(() => closeSync(nullDevice));

const start = (file: string, args: readonly string[]) =>
  startProcess(
    { file, args, environment: { ONLY: 'this' }, workingFolder: '/', descriptors: ['none', 'pipe', 'none'] },
    nullDevice,
  );

describe('a started process', () => {
  it('has the environment that was asked for and nothing else', async () => {
    const started = start('/usr/bin/env', []);
    const chunks: string[] = [];
    started.stream(1).on('data', (chunk) => chunks.push(String(chunk)));
    expect(await started.ended).toEqual({ exitCode: 0, signal: null });
    expect(chunks.join('')).toBe('ONLY=this\n');
  });

  it('is killed with its group while it runs, and left alone once it ended', async () => {
    const started = start('/bin/sh', ['-c', 'sleep 30 & sleep 30']);
    started.kill();
    expect(await started.ended).toEqual({ exitCode: null, signal: 'SIGKILL' });
    const kill = vi.spyOn(process, 'kill');
    started.kill();
    expect(started.isRunning()).toBe(false);
    expect(kill).not.toHaveBeenCalled();
  });

  it('that cannot be started says so in its ending, and takes no harm from being killed', async () => {
    const started = start('/nowhere/program', []);
    started.kill();
    await expect(started.ended).rejects.toThrow(/ENOENT/);
  });
});
describe('a socket that is handed over', () => {
  it('is taken once, and nothing more is listened to', async () => {
    const null_ = openSync('/dev/null', 'r+');
    const send = `const net = require('node:net'); const a = net.createServer().listen(0, '127.0.0.1', () => { process.send('one', a, () => { const b = net.createServer().listen(0, '127.0.0.1', () => process.send('two', b, () => setTimeout(() => process.exit(0), 50))); }); });`;
    const started = startProcess(
      {
        file: process.execPath,
        args: ['-e', send],
        environment: {},
        workingFolder: '/',
        descriptors: ['none', 'none', 'none', 'handover'],
      },
      null_,
    );
    const taken: Server[] = [];
    started.onHandover((server) => taken.push(server));
    await started.exited;
    expect(taken.length).toBe(1);
    for (const server of taken) server.close();
    closeSync(null_);
  });
});
