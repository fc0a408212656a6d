// Whoever does not want the gateway does not pay for it: its HTTP side is loaded when it is opened, and not before.
import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';

const SOURCES = new URL('../../../src/main/', import.meta.url);

/** Exit code 3 when loading the file brings one of the packages with it. */
function load(file: string): Promise<number> {
  const script = `
    import { registerHooks } from 'node:module';
    registerHooks({ resolve: (specifier, context, next) => {
      const found = next(specifier, context);
      if (/node_modules.(hono|@hono|ws|uqr)./.test(found.url)) process.exit(3);
      return found;
    } });
    await import(${JSON.stringify(new URL(file, SOURCES).href)});
    process.exit(0);`;
  return new Promise((resolve) => {
    execFile(process.execPath, ['--input-type=module', '--eval', script], (problem) =>
      resolve(problem === null ? 0 : Number(problem.code)),
    );
  });
}

test('composing the gateway loads nothing of HTTP; opening it does', async () => {
  expect(await load('compose-gateway.ts')).toBe(0);
  expect(await load('adapters/gateway/http/gateway-channel.ts')).toBe(3);
});
