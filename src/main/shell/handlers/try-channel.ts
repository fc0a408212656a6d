// One channel tried now, for the button in Settings: connected anew, then asked whether the platform takes our credentials.
import type { ChannelId } from '../../../contracts/scalars.ts';
import type { ChannelSet } from '../../domain/conversation/channels.ts';
import type { ChannelHealth } from '../../domain/ports/channel.ts';
import type { Clock } from '../../domain/ports/world.ts';

const DEADLINE_MS = 20_000;

export interface Trial {
  readonly works: boolean;
  readonly message: string;
}

export async function tryChannel(channels: ChannelSet, id: ChannelId, clock: Clock): Promise<Trial> {
  const channel = channels.get(id);
  if (channel === null)
    return { works: false, message: 'This channel is switched off. Switch it on, then try again.' };
  if (channel.check !== undefined) {
    const deadline = new AbortController();
    const cancel = clock.after(DEADLINE_MS, () => deadline.abort());
    const { works, message } = await channel.check(deadline.signal).finally(cancel);
    if (!works) return { works, message };
  }
  channel.reconnect?.();
  return await new Promise<Trial>((resolve) => {
    const settle = (trial: Trial): void => {
      stop();
      cancel();
      resolve(trial);
    };
    const look = (health: ChannelHealth): void => {
      const trial = trialOf(health);
      if (trial !== null) settle(trial);
    };
    const stop = channel.onHealth(look);
    const cancel = clock.after(DEADLINE_MS, () =>
      settle({
        works: false,
        message: channel.health().lastError ?? 'It did not connect within twenty seconds.',
      }),
    );
    // After a moment, so that what was seen before the new attempt is not taken for its outcome.
    clock.after(300, () => look(channel.health()));
  });
}

/** Null while it is not decided. */
function trialOf({ state, lastError, account }: ChannelHealth): Trial | null {
  switch (state) {
    case 'connected':
      return { works: true, message: account === null ? 'It works.' : `It works, as ${account}.` };
    case 'off':
    case 'connecting':
      return null;
    case 'trouble':
    case 'token-missing':
    case 'token-refused':
      return { works: false, message: lastError ?? 'It does not work, and the platform did not say why.' };
  }
}
