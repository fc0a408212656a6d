// From the settings of a WhatsApp number to its channel: by the Cloud API, or by a linked device.
import { join } from 'node:path';
import type { LoadChannel } from './load-channel.ts';

/** Where the owner installs the add-on, in the profile folder; its README says so too. */
const ADDON = join('addons', 'whatsapp-device');

export const loadWhatsApp: LoadChannel<'whatsapp'> = async () => {
  const [{ createWhatsAppChannel }, { createWhatsAppDeviceChannel }] = await Promise.all([
    import('../adapters/channels/whatsapp/whatsapp.ts'),
    import('../adapters/channels/whatsapp-device/whatsapp-device.ts'),
  ]);
  return (options, settings, world) => {
    if (settings.link === 'cloud') {
      const { api_root: apiRoot, phone_number_id: phoneNumberId } = settings;
      return createWhatsAppChannel({ ...options, apiRoot, phoneNumberId });
    }
    if (world === undefined) throw new Error('A linked device needs a place for its program.');
    const { home, ...rest } = world;
    return createWhatsAppDeviceChannel({
      ...options,
      ...rest,
      addonFolder: join(home, ADDON),
      agreedSha256: settings.addon_fingerprint,
      isConfined: settings.addon_confined,
      sessionFile: join(home, 'channels', `${options.id.replace(':', '.')}.device`),
    });
  };
};
