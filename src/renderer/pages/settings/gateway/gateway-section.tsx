// The gateway: whether it is open, where, who has a key, which devices are paired. Opening it and making a key are
// confirmed in the approval window; closing and revoking work at once.
import { useStore } from 'zustand';
import { Button } from '../../../components/controls/button.tsx';
import { Switch } from '../../../components/controls/switch.tsx';
import { Banner } from '../../../components/feedback/banner.tsx';
import { DisclosureRow } from '../../../components/layout/disclosure-row.tsx';
import { Facts } from '../../../components/layout/facts.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { ChangeLine } from '../change-line.tsx';
import { IdsSetting, NumberSetting, TextSetting } from '../text-setting.tsx';
import { useChange } from '../use-change.ts';
import { DeviceList } from './device-list.tsx';
import { KeyList } from './key-list.tsx';
import { useGateway } from './use-gateway.ts';

export function GatewaySection() {
  const app = useApp();
  const settings = useStore(app.settings.store, ({ config }) => config?.gateway);
  const gateway = useGateway();
  const { change, result } = useChange();
  if (settings === undefined) return null;
  const { state } = gateway;
  return (
    <>
      <p className="text-quiet">
        A door for programs on this computer and for a page on your phone. It listens on this computer only,
        and refuses whatever has no key or device of yours. What they ask the agent to do passes your rules;
        without a rule it is denied.
      </p>
      <div className="settings-group">
        <Switch
          label="Open the gateway"
          detail="On 127.0.0.1. Closing it ends everything that is connected."
          checked={settings.enabled}
          onChange={(enabled) => void change('gateway.enabled', enabled)}
        />
        <ChangeLine result={result} />
        {gateway.problem !== null && <Banner level="danger">{gateway.problem}</Banner>}
        {state?.problem != null && <Banner level="danger">{state.problem}</Banner>}
        {state?.address != null && (
          <>
            <Facts
              lines={[
                { name: 'Address', value: <code>{state.address}</code> },
                { name: 'For OpenAI’s clients', value: <code>{`${state.address}/v1`}</code> },
              ]}
            />
            <div className="settings-actions">
              <Button onClick={() => void app.toasts.tell(app.api.gateway.showOwnKey({}))}>
                Show the key of this computer…
              </Button>
            </div>
          </>
        )}
      </div>
      <KeyList keys={gateway.keys} onChanged={gateway.reload} />
      <DeviceList
        devices={gateway.devices}
        isListening={state?.address != null}
        hasPublicUrl={settings.public_url !== ''}
        onChanged={gateway.reload}
      />
      <TextSetting
        settingKey="gateway.public_url"
        label="Address of your tunnel"
        hint="For the page on your phone: https only, as https://agent.example.net. Empty means none."
        value={settings.public_url}
      />
      <DisclosureRow title="More of the door">
        <NumberSetting
          settingKey="gateway.port"
          label="Port"
          hint="0 means a random one that is kept."
          value={settings.port}
          min={0}
          max={65_535}
        />
        <IdsSetting
          settingKey="gateway.allowed_hosts"
          label="Other names of this computer"
          hint="One a line, as example.com or example.com:8443. Requests for any other name are refused."
          ids={settings.allowed_hosts}
        />
        <IdsSetting
          settingKey="gateway.allowed_origins"
          label="Pages that may use it from a browser"
          hint="One a line, as https://example.com. Every other page is refused."
          ids={settings.allowed_origins}
        />
      </DisclosureRow>
    </>
  );
}
