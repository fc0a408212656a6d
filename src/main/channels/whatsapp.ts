// From the settings of a WhatsApp number to its channel.
import type { LoadChannel } from './load-channel.ts';

export const loadWhatsApp: LoadChannel<'whatsapp'> = async () => {
  const { createWhatsAppChannel } = await import('../adapters/channels/whatsapp/whatsapp.ts');
  return (options, settings) =>
    createWhatsAppChannel({
      ...options,
      apiRoot: settings.api_root,
      phoneNumberId: settings.phone_number_id,
    });
};
