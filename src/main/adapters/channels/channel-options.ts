// What every channel is made from, beside the settings of its platform.
import type { ChannelId } from '../../../contracts/scalars.ts';
import type { Clock, Log } from '../../domain/ports/world.ts';

export interface ChannelOptions {
  readonly id: ChannelId;
  /**
   * The credential of now by its short name (`bot-token`), trimmed; null when none is set or the vault is locked. Never
   * throws. Fetch it at the moment of use and keep it no longer.
   */
  readonly secret: (name: string) => string | null;
  /** Tells when `secret` may give another answer; the returned function ends listening. */
  readonly onSecretChange: (listener: () => void) => () => void;
  readonly clock: Clock;
  readonly log: Log;
  /** `http://host:port`, `https://…`, `socks5://…`; empty: none. Its login is the secret `proxy-login`. */
  readonly proxy: string;
}
