// From the settings of a LINE account to its channel.
import type { LoadChannel } from './load-channel.ts';

export const loadLine: LoadChannel<'line'> = async () => {
  const { createLineChannel } = await import('../adapters/channels/line/line.ts');
  return (options, settings) =>
    createLineChannel({ ...options, apiRoot: settings.api_root, dataApiRoot: settings.data_api_root });
};
