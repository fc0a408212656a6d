// The webhook listener with routes of a test: what they were asked is kept.
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import {
  createWebhookListener,
  type WebhookListener,
  type WebhookSettings,
} from '../../../src/main/adapters/webhooks/listener.ts';
import type { Refusal } from '../../../src/main/adapters/webhooks/refusals.ts';
import type {
  WebhookRequest,
  WebhookRoute,
  WebhookVerdict,
} from '../../../src/main/domain/ports/webhooks.ts';
import { createRecordingLog } from '../channels/recorder.ts';

export interface ListenerStage {
  readonly listener: WebhookListener;
  readonly port: number;
  readonly taken: readonly WebhookRequest[];
  readonly verified: readonly WebhookRequest[];
  readonly refusals: readonly Refusal[];
  readonly logLines: readonly string[];
  verdict(next: WebhookVerdict): void;
  failing(now: boolean): void;
  /** What is told of refusals cannot be saved. */
  failingToTell(now: boolean): void;
  passTime(ms: number): void;
}

export async function openListenerStage(settings: Partial<WebhookSettings> = {}): Promise<ListenerStage> {
  const taken: WebhookRequest[] = [];
  const verified: WebhookRequest[] = [];
  const refusals: Refusal[] = [];
  const log = createRecordingLog();
  let verdict: WebhookVerdict = { kind: 'genuine' };
  let isFailing = false;
  let isFailingToTell = false;
  let now = 1_000_000;
  const route: WebhookRoute = {
    methods: ['POST', 'GET'],
    maxBodyBytes: 1_000,
    verify: (request) => {
      verified.push(request);
      return verdict;
    },
    take: (request) => {
      if (isFailing) throw new Error('SQLITE_FULL');
      taken.push(request);
      return { status: 200, body: 'taken' };
    },
    explain: () => ({ ready: true, lines: [] }),
  };
  const listener = createWebhookListener({
    settings: () => ({
      publicUrl: 'https://hooks.example/base',
      allowedHosts: ['other.example'],
      ...settings,
    }),
    routes: () =>
      new Map([
        ['slack', route],
        ['slack:work', route],
      ]),
    clock: { now: () => now, after: () => () => {} },
    log,
    onRefused: (refusal) => {
      if (isFailingToTell) throw new Error('SQLITE_FULL');
      refusals.push(refusal);
    },
  });
  await listener.open(0);
  return {
    listener,
    port: listener.port() ?? 0,
    taken,
    verified,
    refusals,
    logLines: log.lines,
    verdict: (next) => {
      verdict = next;
    },
    failing: (next) => {
      isFailing = next;
    },
    failingToTell: (next) => {
      isFailingToTell = next;
    },
    passTime: (ms) => {
      now += ms;
    },
  };
}

export interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

export function askAt(
  port: number,
  { path = '/hooks/slack', method = 'POST', headers = {}, body = '{}' }: Asked = {},
): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path, method, headers: { host: 'hooks.example', ...headers } },
      (response) => {
        let text = '';
        response.on('data', (piece) => {
          text += piece;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }),
        );
      },
    );
    request.on('error', reject);
    request.end(method === 'GET' ? undefined : body);
  });
}

/** Everything that comes back on a plain socket until it is closed, or after `waitMs`. */
export function rawAt(port: number, text: string, waitMs = 2_000): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(done, waitMs);
    socket.on('data', (piece) => {
      answer += piece.toString('latin1');
    });
    socket.on('close', done);
    socket.on('error', done);
  });
}
