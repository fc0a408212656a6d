// Meta's side of the webhook: signs payloads with the app's secret and brings them until they are taken.
//   payload → bytes → X-Hub-Signature-256 → POST, again while the answer is not 200
// Graph API, "Webhooks: getting started" and "Validate payloads". Node modules only.
import { createHmac } from 'node:crypto';
import { createCourier, type Letter } from '../loopback/webhook-courier.ts';
import type { Fields } from './payloads.ts';

export interface Meta {
  /** Resolves after the first attempt. */
  deliver(payload: Fields): Promise<void>;
  /** The last payload once more. */
  deliverAgain(): Promise<void>;
  /** Deliveries that were not taken so far. */
  waiting(): number;
  /** What would be sent, for tests that change it. */
  letterOf(body: string, key?: string): Letter;
  close(): void;
}

/** @param where of our listener, asked anew for each attempt; `host` as in the public address */
export function createMeta(
  where: () => { readonly url: string; readonly host: string },
  appSecret: string,
): Meta {
  const courier = createCourier((status) => status === 200);
  let last: Fields | null = null;

  function letterOf(body: string, key = appSecret): Letter {
    const bytes = Buffer.from(body);
    const { url, host } = where();
    return {
      method: 'POST',
      url,
      headers: {
        host,
        'content-type': 'application/json',
        'user-agent': 'facebookexternalua',
        'x-hub-signature-256': `sha256=${createHmac('sha256', key).update(bytes).digest('hex')}`,
      },
      body: bytes,
    };
  }

  async function deliver(payload: Fields): Promise<void> {
    last = payload;
    // Meta escapes what is not ASCII, in lower case.
    const body = JSON.stringify(payload).replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    await courier.bring(() => letterOf(body));
  }

  return {
    deliver,
    deliverAgain: async () => {
      if (last !== null) await deliver(last);
    },
    waiting: courier.waiting,
    letterOf,
    close: courier.close,
  };
}
