// The two servers of a mail account as its owner set them: where, how they are secured, and what is missing. Pure.
import { isThisComputer } from '../safe-address.ts';
import { mailAddress } from './mail-address.ts';

export interface MailboxSettings {
  readonly address: string;
  readonly imapHost: string;
  readonly imapPort: number;
  readonly smtpHost: string;
  readonly smtpPort: number;
  /** Empty: the address. */
  readonly user: string;
  readonly trustedServer: string;
}

/** `tls`: from the first byte. `starttls`: asked for, and nothing is sent where it is refused. `plain`: this computer. */
export type Security = 'tls' | 'starttls' | 'plain';

export interface Mailbox extends MailboxSettings {
  readonly imapSecurity: Security;
  readonly smtpSecurity: Security;
}

export type CheckedMailbox =
  | { readonly kind: 'usable'; readonly mailbox: Mailbox }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Those of RFC 8314 and RFC 6409 begin without TLS. */
const STARTTLS_PORTS: Readonly<Record<'imap' | 'smtp', readonly number[]>> = {
  imap: [143],
  smtp: [25, 587, 2525],
};

export function checkMailbox(settings: MailboxSettings): CheckedMailbox {
  const address = mailAddress(settings.address.trim());
  if (address === null) return unusable('Set address to the mail address that the agent answers from.');
  if (settings.imapHost === '' || settings.smtpHost === '')
    return unusable('Set imap_host and smtp_host to the servers of your mail provider.');
  if (settings.trustedServer === '')
    return unusable(
      'Set trusted_authserv to the name with which your mail server begins its Authentication-Results. Without it nobody could be told from a forger.',
    );
  if (/[\p{Cc}]/u.test(settings.user))
    return unusable('The user name of the mailbox has a character that none can have.');
  return {
    kind: 'usable',
    mailbox: {
      ...settings,
      address,
      user: settings.user === '' ? settings.address.trim() : settings.user,
      imapSecurity: securityOf('imap', settings.imapHost, settings.imapPort),
      smtpSecurity: securityOf('smtp', settings.smtpHost, settings.smtpPort),
    },
  };
}

function securityOf(protocol: 'imap' | 'smtp', host: string, port: number): Security {
  // SECURITY: the password crosses the network with every connection; only on this computer may it go in clear.
  if (isThisComputer(host)) return 'plain';
  return STARTTLS_PORTS[protocol].includes(port) ? 'starttls' : 'tls';
}

function unusable(reason: string): CheckedMailbox {
  return { kind: 'unusable', reason };
}
