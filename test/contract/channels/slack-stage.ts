// Slack as the suites see it, by each of its two ways in: Socket Mode, and signed requests to the real webhook listener.
import { createWebhookListener, webhookPath } from '../../../src/main/adapters/webhooks/listener.ts';
import type { Refusal } from '../../../src/main/adapters/webhooks/refusals.ts';
import { createWebhookSide, requestOf, signRequest } from '../../fakes/slack/webhook-side.ts';
import { createRecordingLog, realClock } from './recorder.ts';
import { ADA, openSlackWorld, SIGNING_SECRET, type SlackWorld, stageOf } from './slack-world.ts';
import { pauseMs } from './suite/cases.ts';
import type { Stage } from './suite/stage.ts';
import type { WebhookStage } from './suite/webhook-requests.ts';

const CANNOT = {
  typing: 'Slack shows that an app is at work in threads only.',
  repeats: 'Slack documents no key by which it would know a message that is sent again.',
} as const;

export async function openSlackStage(options: {
  proxy: string;
}): Promise<Stage & { readonly world: SlackWorld }> {
  const world = await openSlackWorld({ mode: 'socket', proxy: options.proxy });
  const { server } = world;
  const stage = stageOf(world, {
    cannot: CANNOT,
    eventAgain: () => {
      server.socket.again();
      return Promise.resolve();
    },
    malformed: () => {
      server.socket.sendRaw('this is no JSON');
      server.socket.sendRaw('["neither", "an", "envelope"]');
    },
    cutConnections: server.cut,
    goAway: () => gone(server),
    comeBack: server.comeBack,
  });
  return { ...stage, world };
}

export async function openSlackWebhookStage(options: {
  proxy: string;
}): Promise<WebhookStage & { readonly world: SlackWorld; readonly answers: () => readonly number[] }> {
  const host = 'hooks.example';
  const refusals: Refusal[] = [];
  const listener = createWebhookListener({
    settings: () => ({ publicUrl: `https://${host}`, allowedHosts: [] }),
    routes: () => new Map(route === null ? [] : [[world.channel.id, route]]),
    clock: realClock,
    log: createRecordingLog(),
    onRefused: (refusal) => refusals.push(refusal),
  });
  await listener.open(0);
  const side = createWebhookSide({
    url: () => ({ port: listener.port() ?? 0, host, path: webhookPath('slack') }),
    secret: () => SIGNING_SECRET,
  });
  let under: Promise<void> = Promise.resolve();
  const world = await openSlackWorld({
    mode: 'webhook',
    proxy: options.proxy,
    makeDeliver: () => (type, payload) => {
      under = under.then(() => side.deliver(type, payload));
    },
  });
  const { server } = world;
  const route = world.channel.webhook ?? null;
  const stage = stageOf(world, {
    cannot: {
      ...CANNOT,
      'a connection': 'By webhook there is none: Slack calls us, and repeats what was not answered.',
    },
    eventAgain: side.again,
    malformed: () => {},
    cutConnections: server.cut,
    goAway: () => gone(server),
    comeBack: server.comeBack,
    close: listener.close,
  });
  const keyed = (key?: string) => ({ secret: key ?? SIGNING_SECRET });
  return {
    ...stage,
    world,
    answers: side.answers,
    port: listener.port() ?? 0,
    host,
    refusals,
    signatureHeader: 'x-slack-signature',
    signsTime: true,
    signed: (text, { key, ageMs = 0 } = {}) => {
      const { event } = server.people.say(ADA, world.chats.ada, text);
      return Promise.resolve({
        method: 'POST',
        query: '',
        ...requestOf('events_api', event, { ...keyed(key), ageMs }),
      });
    },
    signedNonsense: () =>
      Promise.resolve({
        method: 'POST',
        query: '',
        ...signRequest('{"half": ', 'application/json', keyed()),
      }),
    giveKey: (has) => {
      world.secrets['signing-secret'] = has ? SIGNING_SECRET : null;
      world.tellSecretsChanged();
    },
  };
}

/** A moment later the client has learned that its idle connections are closed. */
async function gone(server: SlackWorld['server']): Promise<void> {
  await server.goAway();
  await pauseMs(50);
}
