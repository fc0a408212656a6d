// The small sections: credentials by name, the recovery key, and what this is.
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/controls/button.tsx';
import { Badge } from '../../components/feedback/badge.tsx';
import { EmptyState } from '../../components/feedback/empty-state.tsx';
import { Card } from '../../components/layout/card.tsx';
import { Facts } from '../../components/layout/facts.tsx';
import { List, ListRow } from '../../components/layout/list-row.tsx';
import { Mark } from '../../components/mark.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { ChannelHealth } from './channel-health.tsx';
import { CredentialState } from './secret-field.tsx';
import { TextSetting } from './text-setting.tsx';

export function CredentialsSection() {
  const app = useApp();
  const credentials = useStore(app.settings.store, (state) => state.credentials);
  const remove = async (name: string) => {
    const outcome = await app.toasts.tell(app.api.credentials.remove({ name }));
    if (outcome === null) return;
    app.toasts.say(
      outcome.removed ? 'success' : 'warning',
      outcome.removed ? 'Removed.' : 'It was gone already.',
    );
    await app.settings.load();
  };
  if (credentials.length === 0) {
    return (
      <EmptyState
        icon={KeyRound}
        title="No credentials"
        next="The model's key and the tokens of channels are kept here once you set them, under Model and Channels."
      />
    );
  }
  return (
    <>
      <p className="text-quiet">
        Values go in and never come back, neither to this window nor to the model. Each goes only where it
        belongs.
      </p>
      <Card flush>
        <List label="Credentials">
          {credentials.map((credential) => (
            <ListRow
              key={credential.name}
              icon={KeyRound}
              title={credential.name}
              detail={
                <span className="credential-state">
                  <CredentialState credential={credential} />
                </span>
              }
              actions={
                credential.source === 'vault' && (
                  <Button
                    size="small"
                    aria-label={`Remove ${credential.name}`}
                    onClick={() => void remove(credential.name)}
                  >
                    Remove
                  </Button>
                )
              }
            />
          ))}
        </List>
      </Card>
    </>
  );
}

/** Main shows the key itself in a dialog of its own; this page never sees it. */
export function RecoveryKey() {
  const app = useApp();
  const made = useStore(app.settings.store, ({ firstRun }) => firstRun?.recoveryKeyMade === true);
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    await app.toasts.tell(app.api.settings.makeRecoveryKey({}));
    await app.settings.loadFirstRun();
    setBusy(false);
  };
  return (
    <div className="settings-group">
      <p>
        Everything here is encrypted with a key that this computer's keychain keeps. If the keychain is lost,
        the recovery key is the only other way in. Print it, or write it down, and keep it away from this
        computer.
      </p>
      <div className="settings-actions">
        <Button icon={KeyRound} busy={busy} onClick={() => void make()}>
          {made ? 'Make a new recovery key' : 'Make a recovery key'}
        </Button>
        {made && <Badge bare tone="success" word="One was made. A new one replaces it." />}
      </div>
    </div>
  );
}

export function AboutSection() {
  const app = useApp();
  const status = useStore(app.status.store, (state) => state.status);
  const name = useStore(app.settings.store, ({ config }) => config?.agent.name);
  return (
    <>
      <div className="about">
        <Mark size="large" tinted />
        <div>
          <div className="text-title">Sallyport</div>
          <div className="text-quiet">{status && `Version ${status.version}`}</div>
        </div>
      </div>
      {name !== undefined && (
        <TextSetting
          settingKey="agent.name"
          label="Name of the agent"
          hint="What you call it, here and on every channel."
          value={name}
        />
      )}
      {status && (
        <Facts
          lines={[
            { name: 'Channels', value: <ChannelHealth /> },
            {
              name: 'Commands',
              value: status.sandbox.available
                ? `Confined. ${status.sandbox.detail}`
                : `Refused. ${status.sandbox.detail}`,
            },
            { name: 'License', value: 'MIT' },
          ]}
        />
      )}
    </>
  );
}
