// The real agent with its real gateway on a real port of this computer; the model is a script. Requests go out as they
// are written here, with whatever Host, Origin and other headers a test gives them.
import { createSecretKey, randomBytes } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';
import { onTestFinished } from 'vitest';
import type { Scope } from '../../src/contracts/gateway.ts';
import { createDesktopChannel } from '../../src/main/adapters/channels/desktop.ts';
import { type ComposedGateway, composeGateway } from '../../src/main/compose-gateway.ts';
import type { Secrets } from '../../src/main/domain/ports/secrets.ts';
import { createDigest } from '../../src/main/world.ts';
import type { Answer } from './scripted-model.ts';
import { makeWorld, type World } from './world.ts';

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: () => { readonly [name: string]: never } & {
    readonly error?: { code: string; message: string };
  };
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
  /** An object is sent as JSON. */
  readonly body?: unknown;
}

export interface GatewayWorld {
  readonly world: World;
  readonly gateway: ComposedGateway;
  readonly port: number;
  readonly url: string;
  /** What was logged, with its fields. */
  readonly logged: string[];
  /** Questions about devices that were shown to the owner. */
  readonly reviewed: string[];
  key(...scopes: readonly Scope[]): { readonly id: string; readonly token: string };
  ask(path: string, asking?: Asking): Promise<Answered>;
  /** The owner allows the one open question. */
  allow(): void;
  restart(): Promise<void>;
}

export async function gatewayWorld(
  settings: Readonly<Record<string, unknown>> = {},
  otherwise?: Answer,
): Promise<GatewayWorld> {
  const world = makeWorld({ gateway: { enabled: true, ...settings } }, otherwise);
  const logged: string[] = [];
  const reviewed: string[] = [];
  const vault = new Map<string, string>();
  const log = (message: string, fields?: unknown): void =>
    void logged.push(`${message} ${JSON.stringify(fields)}`);
  const gateway = composeGateway({
    agent: world.agent,
    stores: world.stores,
    clock: world.clock,
    random: { bytes: randomBytes },
    digest: createDigest(createSecretKey(Buffer.alloc(32, 7))),
    log: { info: log, warn: log, error: log },
    secrets: vaultOf(vault),
    config: world.config,
    onChange: () => undefined,
    onAskedForDevice: (id) => void reviewed.push(id),
  });
  const channels = gateway.among({
    wanted: () => [{ id: 'desktop', fingerprint: '', make: async () => createDesktopChannel() }],
    policyOf: () => ({
      dmPolicy: 'disabled',
      allowFrom: [],
      groupPolicy: 'disabled',
      groups: [],
      requireMention: true,
    }),
  });
  world.beside.policyOf = channels.policyOf;
  world.beside.hear = gateway.desk.hear;
  await world.agent.start(channels.wanted());
  onTestFinished(async () => {
    await world.agent.channels.stop();
    gateway.desk.stop();
  });
  await until(() => gateway.state().address !== null);
  const port = (): number => Number(new URL(gateway.state().address ?? '').port);

  return {
    world,
    gateway,
    logged,
    reviewed,
    get port() {
      return port();
    },
    get url() {
      return gateway.state().address ?? '';
    },
    key: (...scopes) => {
      const { key, token } = gateway.desk.makeKey(`Key ${scopes.join(' ')}`.slice(0, 40), scopes, null);
      return { id: key.id, token };
    },
    ask: (path, asking = {}) => askOn(port(), path, asking),
    allow: () => {
      const [question] = world.agent.approvals.questions();
      if (question === undefined) throw new Error('Nothing was asked');
      const { settled, message } = world.agent.approvals.allow(question.id, 'once', question.revision);
      if (!settled) throw new Error(message);
    },
    restart: async () => {
      await world.agent.channels.apply([]);
      await world.agent.channels.apply(channels.wanted());
      await until(() => gateway.state().address !== null);
    },
  };
}

export async function until(check: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!check()) {
    if (Date.now() > end) throw new Error('It did not come to be within ten seconds');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export function askOn(
  port: number,
  path: string,
  { method = 'GET', headers, token, body }: Asking,
): Promise<Answered> {
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        agent: false,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(sent === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(String(sent)) }),
          ...headers,
        },
      },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text,
            json: () => JSON.parse(text) as ReturnType<Answered['json']>,
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(sent);
  });
}

function vaultOf(vault: Map<string, string>): Pick<Secrets, 'get' | 'set'> {
  return { get: (name) => vault.get(name) ?? null, set: (name, value) => void vault.set(name, value) };
}
