// From the settings of a Feishu or Lark account to its channel.
import type { LoadChannel } from './load-channel.ts';

export const loadFeishu: LoadChannel<'feishu'> = async () => {
  const { createFeishuChannel } = await import('../adapters/channels/feishu/feishu.ts');
  return (options, settings) =>
    createFeishuChannel({
      ...options,
      mode: settings.mode,
      apiRoot: settings.api_root,
      appId: settings.app_id,
    });
};
