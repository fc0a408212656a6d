// From the settings of a mailbox to its channel.
import type { LoadChannel } from './load-channel.ts';

export const loadEmail: LoadChannel<'email'> = async () => {
  const { createEmailChannel } = await import('../adapters/channels/email/email.ts');
  return (options, settings) =>
    createEmailChannel({
      ...options,
      address: settings.address,
      imapHost: settings.imap_host,
      imapPort: settings.imap_port,
      smtpHost: settings.smtp_host,
      smtpPort: settings.smtp_port,
      user: settings.user,
      trustedServer: settings.trusted_authserv,
    });
};
