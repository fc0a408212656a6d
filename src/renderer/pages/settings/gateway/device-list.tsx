// Devices that were paired with the chat page. A code is made here and shown on the device; that it is the owner's device
// is confirmed in the approval window, where the number on its screen can be compared.
import { Smartphone } from 'lucide-react';
import { useState } from 'react';
import type { DevicePairingView, DeviceView } from '../../../../contracts/gateway.ts';
import { Button } from '../../../components/controls/button.tsx';
import { CopyButton } from '../../../components/controls/copy-button.tsx';
import { Countdown } from '../../../components/feedback/countdown.tsx';
import { Card } from '../../../components/layout/card.tsx';
import { List, ListRow } from '../../../components/layout/list-row.tsx';
import { SectionLabel } from '../../../components/layout/split-layout.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { LastUsed } from './key-list.tsx';
import { QrPicture } from './qr-picture.tsx';

interface DeviceListProps {
  readonly devices: readonly DeviceView[];
  readonly isListening: boolean;
  readonly hasPublicUrl: boolean;
  readonly onChanged: () => void;
}

export function DeviceList({ devices, isListening, hasPublicUrl, onChanged }: DeviceListProps) {
  const app = useApp();
  const [pairing, setPairing] = useState<(DevicePairingView & { readonly madeAt: string }) | null>(null);
  const pair = async () => {
    const made = await app.toasts.tell(app.api.gateway.pairDevice({}));
    if (made !== null) setPairing({ ...made, madeAt: new Date().toISOString() });
  };
  const revoke = async (id: string) => {
    const outcome = await app.toasts.tell(app.api.gateway.revokeDevice({ id }));
    if (outcome !== null) app.toasts.say(outcome.settled ? 'success' : 'warning', outcome.message);
    onChanged();
  };
  return (
    <div className="settings-group">
      <SectionLabel>Devices</SectionLabel>
      {devices.length > 0 && (
        <Card flush>
          <List label="Devices">
            {devices.map((device) => (
              <ListRow
                key={device.id}
                icon={Smartphone}
                title={device.label}
                detail={<LastUsed at={device.lastUsedAt} />}
                actions={
                  <Button
                    size="small"
                    aria-label={`Revoke ${device.label}`}
                    onClick={() => void revoke(device.id)}
                  >
                    Revoke
                  </Button>
                }
              />
            ))}
          </List>
        </Card>
      )}
      {pairing !== null && (
        <Card
          icon={Smartphone}
          title="Open this on the device"
          detail="Then compare the number on its screen in the approval window, and allow it there."
          aside={<Countdown until={pairing.expiresAt} from={pairing.madeAt} meaning="left" />}
          actions={<Button onClick={() => setPairing(null)}>Done</Button>}
        >
          <div className="pairing">
            <QrPicture rows={pairing.rows} label="The address with the code, as a QR code" />
            <output className="pairing-code" aria-label={`Code ${pairing.code.split('').join(' ')}`}>
              {pairing.code}
            </output>
            <CopyButton text={pairing.url} what="address" />
          </div>
        </Card>
      )}
      {isListening && !hasPublicUrl && (
        <p className="text-quiet">
          Without a tunnel only a browser on this computer reaches the page. Set the address of your tunnel
          below.
        </p>
      )}
      <div className="settings-actions">
        <Button disabled={!isListening} onClick={() => void pair()}>
          Pair a device…
        </Button>
      </div>
    </div>
  );
}
