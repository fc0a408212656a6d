// How fetching an attachment ends where it does not bring one, in sentences; and where a file may lie.
// Knows no platform.
import type { FetchedAttachment } from '../../domain/ports/attachments.ts';
import { sentenceOfFailure } from './answer-outcome.ts';
import { ExchangeError } from './exchange.ts';

/** Will not come. */
export function gone(reason: string): FetchedAttachment {
  return { kind: 'gone', reason };
}

/** May come later. */
export function trouble(reason: string): FetchedAttachment {
  return { kind: 'trouble', reason };
}

/** @param platform for the sentences: `WhatsApp` */
export function troubleOf(error: unknown, platform: string): FetchedAttachment {
  if (error instanceof ExchangeError && error.code === 'TOO_LARGE')
    return { kind: 'too-large', sizeBytes: null };
  return trouble(sentenceOfFailure(error, platform));
}

/**
 * Whether an address that an answer named is one of the platform: below its own interface, or at its hosts by https.
 * @param hosts must match the whole end of a host name
 */
export function isAtPlatform(address: string, apiRoot: string, hosts: RegExp): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.origin === new URL(apiRoot).origin) return true;
  return url.protocol === 'https:' && url.port === '' && hosts.test(url.hostname);
}
