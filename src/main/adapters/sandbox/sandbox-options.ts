// What the sandbox is told of the computer and the product when it is made. Values only.
import type { Log } from '../../domain/ports/world.ts';
import type { Outside } from './network/outside.ts';

export interface SandboxOptions {
  /** The profile folder. */
  readonly home: string;
  /** The account's home folder. */
  readonly userHome: string;
  /** The folder this program runs from: the checkout, or the package's resources. */
  readonly programRoot: string;
  /** Where a private folder may be made; never visible to a command. */
  readonly temporaryRoot: string;
  /** `process.platform` and `process.arch`. */
  readonly platform: string;
  readonly arch: string;
  readonly log: Log;
  /** Whether an address is on the public Internet. Left out: none is, and no host can be allowed. */
  readonly isPublicAddress?: (address: string) => boolean;
  /** Tests only: what stands for the network. */
  readonly outside?: Outside;
  /** The account's PATH, where docker and podman are looked for. Left out: nowhere. */
  readonly path?: string;
  /** Tests only: words for docker or podman that this machine needs. */
  readonly containerExtra?: readonly string[];
  /** Tests only: where bubblewrap may be. */
  readonly bubblewrapPlaces?: readonly string[];
}
