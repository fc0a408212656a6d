// What every channel that is called by its platform does with requests that are not the platform's.
//   each is sent to the real listener by a plain socket or client; then: right status, nothing processed
import { describe, expect, type TestContext, test } from 'vitest';
import { webhookPath } from '../../../../src/main/adapters/webhooks/listener.ts';
import { listening } from './cases.ts';
import { dripUntilCut, post, rawRequest, rawStatus, type WebhookStage } from './webhook-requests.ts';

export function webhookSuite(
  name: string,
  open: (options: { proxy: string }) => Promise<WebhookStage>,
): void {
  const inStage =
    (run: (stage: WebhookStage, context: TestContext) => Promise<void>) => async (context: TestContext) => {
      const stage = await open({ proxy: '' });
      try {
        await listening(stage);
        await run(stage, context);
      } finally {
        await stage.channel.stop();
        await stage.close();
      }
    };
  const nothingCame = (stage: WebhookStage) => {
    expect(stage.recorder.messages).toEqual([]);
    expect(stage.recorder.skipped).toEqual([]);
  };

  describe(`the webhook suite: ${name}`, () => {
    test(
      'what is signed is taken up',
      inStage(async (stage) => {
        expect((await post(stage, await stage.signed('Hello'))).status).toBe(200);
        expect((await stage.recorder.received(1)).map(({ text }) => text)).toEqual(['Hello']);
        expect(stage.refusals).toEqual([]);
      }),
    );

    test(
      'without a signature, nothing is read',
      inStage(async (stage) => {
        const { [stage.signatureHeader]: _gone, ...headers } = (await stage.signed('Hello')).headers;
        const answer = await post(stage, { ...(await stage.signed('Hello')), headers });
        expect([401, 403]).toContain(answer.status);
        expect(answer.body).toBe('');
        nothingCame(stage);
        expect(stage.refusals.map(({ why }) => why)).toEqual(['unsigned']);
      }),
    );

    test(
      'an empty signature, one of another length and one that is no text of its kind are wrong',
      inStage(async (stage) => {
        for (const wrong of ['', 'x', 'v0=', 'sha256=', '=', '0'.repeat(1_000), 'é']) {
          const signed = await stage.signed('Hello');
          const headers = { ...signed.headers, [stage.signatureHeader]: wrong };
          expect([401, 403], wrong).toContain((await post(stage, { ...signed, headers })).status);
        }
        nothingCame(stage);
      }),
    );

    test(
      'signed with the key of somebody else, it is refused',
      inStage(async (stage) => {
        const answer = await post(stage, await stage.signed('Hello', { key: 'another-key' }));
        expect([401, 403]).toContain(answer.status);
        nothingCame(stage);
        expect(stage.refusals.map(({ why }) => why)).toEqual(['wrong-signature']);
      }),
    );

    test(
      'one changed byte of the body makes the signature wrong',
      inStage(async (stage) => {
        const signed = await stage.signed('Hello');
        const body = Uint8Array.from(signed.body);
        const at = body.length - 3;
        body[at] = (body[at] ?? 0) ^ 1;
        expect([401, 403]).toContain((await post(stage, { ...signed, body })).status);
        nothingCame(stage);
      }),
    );

    test(
      'a signature that came twice counts for nothing',
      inStage(async (stage) => {
        const signed = await stage.signed('Hello');
        const raw = rawRequest(stage, signed, [`${stage.signatureHeader}: 0000`]);
        expect(await rawStatus(stage.port, raw)).toMatch(/^40[013]$/);
        nothingCame(stage);
      }),
    );

    test(
      'an empty body is refused like any other that is not signed',
      inStage(async (stage) => {
        const answer = await post(stage, { ...(await stage.signed('Hello')), body: new Uint8Array() });
        expect([400, 401, 403]).toContain(answer.status);
        nothingCame(stage);
      }),
    );

    test(
      'without a key to check with, everything is refused',
      inStage(async (stage) => {
        const signed = await stage.signed('Hello');
        const empty = await stage.signed('Hello', { key: '' }).catch(() => signed);
        stage.giveKey(false);
        for (const one of [signed, empty]) expect([401, 403]).toContain((await post(stage, one)).status);
        nothingCame(stage);
        expect(new Set(stage.refusals.map(({ why }) => why))).toEqual(new Set(['no-key']));
      }),
    );

    test(
      'signed more than five minutes ago, or in the future, it is refused',
      inStage(async (stage, context) => {
        if (!stage.signsTime)
          context.skip('The platform signs no time; the id of the event is remembered instead.');
        for (const ageMs of [6 * 60_000, -6 * 60_000])
          expect([401, 403]).toContain((await post(stage, await stage.signed('Hello', { ageMs }))).status);
        nothingCame(stage);
        expect(new Set(stage.refusals.map(({ why }) => why))).toEqual(new Set(['stale']));
        expect((await post(stage, await stage.signed('In time', { ageMs: 4 * 60_000 }))).status).toBe(200);
      }),
    );

    test(
      'sent again, it carries the same key',
      inStage(async (stage) => {
        const signed = await stage.signed('Once');
        expect((await post(stage, signed)).status).toBe(200);
        await stage.recorder.received(1);
        expect((await post(stage, signed)).status).toBe(200);
        expect(new Set(stage.recorder.messages.map(({ dedupKey }) => dedupKey)).size).toBe(1);
      }),
    );

    test(
      'what is signed and not of its kind changes nothing, and does not stop what follows',
      inStage(async (stage) => {
        expect((await post(stage, await stage.signedNonsense())).status).toBeLessThan(500);
        expect(stage.recorder.messages).toEqual([]);
        expect((await post(stage, await stage.signed('After it'))).status).toBe(200);
        expect((await stage.recorder.received(1)).map(({ text }) => text)).toEqual(['After it']);
      }),
    );

    test(
      'what could not be saved is not acknowledged',
      inStage(async (stage) => {
        stage.recorder.failing(true);
        const signed = await stage.signed('Keep this');
        expect((await post(stage, signed)).status).toBe(503);
        stage.recorder.failing(false);
        expect((await post(stage, signed)).status).toBe(200);
        expect((await stage.recorder.received(1)).map(({ text }) => text)).toEqual(['Keep this']);
      }),
    );

    test(
      'a body beyond the limit is not read to its end',
      inStage(async (stage) => {
        const signed = await stage.signed('Hello');
        const maxBytes = stage.channel.webhook?.maxBodyBytes ?? 0;
        expect(maxBytes).toBeLessThanOrEqual(5 * 1024 * 1024);
        expect((await post(stage, { ...signed, body: new Uint8Array(maxBytes + 1) })).status).toBe(413);
        nothingCame(stage);
      }),
    );

    test(
      'sent to another name, it is refused whatever forwarded headers say',
      inStage(async (stage) => {
        const signed = await stage.signed('Hello');
        for (const host of ['evil.example', '127.0.0.1', 'localhost', `${stage.host}.evil.example`, '']) {
          const headers = {
            ...signed.headers,
            'x-forwarded-host': stage.host,
            forwarded: `host=${stage.host}`,
          };
          expect((await post(stage, { ...signed, headers }, { host })).status, host).toBe(421);
        }
        nothingCame(stage);
      }),
    );

    test(
      'by another method or another path, nothing is there',
      inStage(async (stage) => {
        const signed = await stage.signed('Hello');
        for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS'])
          expect((await post(stage, signed, { method })).status, method).toBe(405);
        const path = webhookPath(stage.channel.id);
        const others = [
          `${path}/`,
          `/${path}`,
          `${path}/..`,
          path.toUpperCase(),
          path.replace('hooks', 'hook%73'),
          `${path};x`,
          `/x/..${path}`,
          '/',
          '*',
        ];
        for (const other of others) {
          const raw = rawRequest(stage, signed, []).replace(` ${path}`, ` ${other}`);
          expect(await rawStatus(stage.port, raw), other).toMatch(/^40[04]$/);
        }
        nothingCame(stage);
      }),
    );

    test(
      'who drips is cut off',
      inStage(async (stage) => {
        const signed = await stage.signed('Hello');
        const raw = rawRequest(stage, signed, []);
        const began = Date.now();
        await dripUntilCut(stage.port, raw.slice(0, 20));
        expect(Date.now() - began).toBeLessThan(15_000);
        nothingCame(stage);
      }),
    );
  });
}
