// From the settings of a Matrix account to its channel.
import type { LoadChannel } from './load-channel.ts';

export const loadMatrix: LoadChannel<'matrix'> = async () => {
  const { createMatrixChannel } = await import('../adapters/channels/matrix/matrix.ts');
  return (options, settings) =>
    createMatrixChannel({
      ...options,
      homeserver: settings.homeserver,
      invitations: { directFrom: directFrom(settings), groups: groupsOf(settings) },
    });
};

/** Who may open a direct room: where strangers may ask to be paired, everybody; otherwise those on the list. */
function directFrom({
  dm_policy,
  allow_from,
}: {
  dm_policy: 'pairing' | 'allowlist' | 'open' | 'disabled';
  allow_from: readonly string[];
}): 'everybody' | readonly string[] {
  switch (dm_policy) {
    case 'pairing':
    case 'open':
      return 'everybody';
    case 'allowlist':
      return allow_from;
    case 'disabled':
      return [];
  }
}

/** Rooms by id only: with `*` anybody could bring the agent into any room. */
function groupsOf({
  group_policy,
  groups,
}: {
  group_policy: string;
  groups: readonly string[];
}): readonly string[] {
  return group_policy === 'disabled' ? [] : groups.filter((id) => id !== '*');
}
