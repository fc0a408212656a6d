// From the settings of a Signal account to its channel.
import type { LoadChannel } from './load-channel.ts';

export const loadSignal: LoadChannel<'signal'> = async () => {
  const { createSignalChannel } = await import('../adapters/channels/signal/signal.ts');
  return (options, settings) =>
    createSignalChannel({ ...options, rpcUrl: settings.rpc_url, account: settings.account });
};
