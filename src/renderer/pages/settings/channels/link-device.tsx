// The code that a phone scans to link this computer to its account, with what to know before. Looked at again while it
// is shown, because WhatsApp changes it.
import { useEffect, useState } from 'react';
import type { ChannelsLink } from '../../../../contracts/channels.ts';
import { useApp } from '../../../stores/chat-stores.ts';
import { QrPicture } from '../gateway/qr-picture.tsx';

const LOOK_EVERY_MS = 3_000;

export function LinkDevice({ channel }: { readonly channel: string }) {
  const link = useLink(channel);
  if (link === null) return null;
  return (
    <div className="settings-group">
      <h2 className="text-strong">Linked device</h2>
      <p role="status">{link.message}</p>
      {link.code !== null && (
        <>
          <QrPicture rows={link.code} label="Code to scan with the phone" />
          <ul className="plain-list">
            {link.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function useLink(channel: string): ChannelsLink | null {
  const app = useApp();
  const [link, setLink] = useState<ChannelsLink | null>(null);
  useEffect(() => {
    let isWanted = true;
    const look = (): void => {
      app.api.channels.link({ channel }).then(
        (found) => {
          if (isWanted) setLink(found);
        },
        // The next look says it again, or the window says that the connection is gone.
        () => undefined,
      );
    };
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => {
      isWanted = false;
      clearInterval(timer);
    };
  }, [app, channel]);
  return link;
}
