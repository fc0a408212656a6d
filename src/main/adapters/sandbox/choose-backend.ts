// Which backend confines a call: what its profile names, and nothing else. A profile that names one that is missing
// gets that one's reason, never another backend.
import type { SandboxProfile } from '../../domain/ports/sandbox.ts';
import type { Backend, SystemBackend } from './backend.ts';
import { createBubblewrapBackend } from './bubblewrap/bubblewrap-backend.ts';
import { createContainerBackend } from './container/container-backend.ts';
import { realOutside } from './network/outside.ts';
import { resolveCommand } from './prepare-command.ts';
import { createRuntimeBackend } from './runtime/runtime-backend.ts';
import type { SandboxOptions } from './sandbox-options.ts';
import { createUnconfinedBackend } from './unconfined/unconfined-backend.ts';
import type { GuardedPlaces } from './workspace-rules.ts';

export interface Backends {
  /** The same for the same profile; null where this operating system has none. */
  of(profile: SandboxProfile): Backend | null;
  close(): void;
}

export function createBackends(options: SandboxOptions, places: GuardedPlaces): Backends {
  const made = new Map<string, Backend | null>();

  return {
    of(profile) {
      const key = keyOf(profile);
      const known = made.get(key);
      if (known !== undefined) return known;
      const backend = make(profile, options, places);
      made.set(key, backend);
      return backend;
    },
    close() {
      for (const backend of made.values()) backend?.close();
    },
  };
}

function keyOf({ confined, backend, image }: SandboxProfile): string {
  return confined ? `${backend} ${backend === 'system' ? '' : image}` : 'none';
}

function make(profile: SandboxProfile, options: SandboxOptions, places: GuardedPlaces): Backend | null {
  const { platform, temporaryRoot } = options;
  // SECURITY: only what was set to be unconfined is; everything below is a sandbox or a reason.
  if (profile.confined === false) {
    return platform === 'win32' ? null : createUnconfinedBackend({ temporaryRoot, places, platform });
  }
  switch (profile.backend) {
    case 'docker':
    case 'podman':
      if (platform === 'win32') return null;
      return createContainerBackend({
        program: profile.backend,
        image: profile.image,
        temporaryRoot,
        places,
        path: options.path ?? '',
        ...(options.containerExtra !== undefined && { extra: options.containerExtra }),
      });
    case 'system':
      return withResolving(makeSystem(options, places), places);
  }
}

function makeSystem(options: SandboxOptions, places: GuardedPlaces): SystemBackend | null {
  const { platform, temporaryRoot } = options;
  if (platform === 'darwin') return createRuntimeBackend({ temporaryRoot, places });
  if (platform !== 'linux') return null;
  return createBubblewrapBackend({
    temporaryRoot,
    hidden: [places.userHome, places.profile],
    arch: options.arch,
    outside: options.outside ?? realOutside,
    // SECURITY: who does not know which addresses are public knows of none.
    isPublicAddress: options.isPublicAddress ?? (() => false),
    ...(options.bubblewrapPlaces !== undefined && { candidates: options.bubblewrapPlaces }),
  });
}

function withResolving(backend: SystemBackend | null, places: GuardedPlaces): Backend | null {
  if (backend === null) return null;
  const hashes = new Map<string, string>();
  return {
    ...backend,
    resolve: (request) => resolveCommand(request, places, backend.view, hashes),
    describe: (workspace, { readOnly, allowHosts }) => [
      `Reads and writes files in ${workspace}; hooks and settings that other programs obey stay as they are.`,
      'Reads the system’s programs and libraries; sees nothing else of this computer, not your home folder, not the profile.',
      ...(readOnly.length === 0 ? [] : [`Also reads ${readOnly.join(', ')}.`]),
      allowHosts.length === 0
        ? 'Has no network, no other program’s sockets, and none of our environment.'
        : `Reaches ${allowHosts.join(', ')} by HTTP and HTTPS and nobody else; no other program’s sockets, and none of our environment.`,
    ],
  };
}
