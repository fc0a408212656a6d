// From the settings of a Slack account to its channel.
import type { LoadChannel } from './load-channel.ts';

export const loadSlack: LoadChannel<'slack'> = async () => {
  const { createSlackChannel } = await import('../adapters/channels/slack/slack.ts');
  return (options, settings) =>
    createSlackChannel({ ...options, mode: settings.mode, apiRoot: settings.api_root });
};
