// From the settings of a Twilio account to its channel.
import type { LoadChannel } from './load-channel.ts';

export const loadTwilio: LoadChannel<'twilio'> = async () => {
  const { createTwilioChannel } = await import('../adapters/channels/twilio/twilio.ts');
  return (options, settings) =>
    createTwilioChannel({
      ...options,
      apiRoot: settings.api_root,
      accountSid: settings.account_sid,
      from: settings.from,
    });
};
