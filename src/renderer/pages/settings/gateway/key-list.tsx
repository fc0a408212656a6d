// API keys: what each may do, how it begins, when it was last used. Their values are never here: a new one is shown once
// by main, after the owner confirmed it in the approval window.
import { KeyRound } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { KeyView, Scope } from '../../../../contracts/gateway.ts';
import { SCOPE_WORDS } from '../../../../contracts/scope-words.ts';
import { Button } from '../../../components/controls/button.tsx';
import { TextField } from '../../../components/controls/text-field.tsx';
import { Card } from '../../../components/layout/card.tsx';
import { Dialog } from '../../../components/layout/dialog.tsx';
import { SectionLabel } from '../../../components/layout/split-layout.tsx';
import { Time } from '../../../components/reading/time.tsx';
import { useApp } from '../../../stores/chat-stores.ts';

const SCOPES = Object.keys(SCOPE_WORDS) as Scope[];
const FIRST_CHOICE: readonly Scope[] = ['chat'];

export function KeyList({
  keys,
  onChanged,
}: {
  readonly keys: readonly KeyView[];
  readonly onChanged: () => void;
}) {
  const app = useApp();
  const [isMaking, setMaking] = useState(false);
  const revoke = async (id: string) => {
    const outcome = await app.toasts.tell(app.api.gateway.revokeKey({ id }));
    if (outcome !== null) app.toasts.say(outcome.settled ? 'success' : 'warning', outcome.message);
    onChanged();
  };
  return (
    <div className="settings-group">
      <SectionLabel>Keys for programs</SectionLabel>
      {keys.map((key) => (
        <Card
          key={key.id}
          icon={KeyRound}
          title={key.label}
          detail={
            <>
              {key.scopes.map((scope) => SCOPE_WORDS[scope]).join('. ')}. Begins with{' '}
              <code>{key.begins}</code>. <LastUsed at={key.lastUsedAt} />
            </>
          }
          aside={
            <Button size="small" aria-label={`Revoke ${key.label}`} onClick={() => void revoke(key.id)}>
              Revoke
            </Button>
          }
        />
      ))}
      <div className="settings-actions">
        <Button onClick={() => setMaking(true)}>Make a key…</Button>
      </div>
      <KeyDialog open={isMaking} onClose={() => setMaking(false)} />
    </div>
  );
}

function KeyDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const app = useApp();
  const [label, setLabel] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(FIRST_CHOICE);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const asked = await app.toasts.tell(app.api.gateway.askKey({ label: label.trim(), scopes: [...scopes] }));
    if (asked === null) return;
    app.toasts.say('neutral', 'Waiting in the approval window. The key is shown once you allow it there.');
    setLabel('');
    setScopes(FIRST_CHOICE);
    onClose();
  };
  const toggle = (scope: Scope, isOn: boolean) =>
    setScopes((before) => (isOn ? [...before, scope] : before.filter((other) => other !== scope)));
  return (
    <Dialog open={open} title="Make a key" onClose={onClose}>
      <form className="settings-group" onSubmit={(event) => void submit(event)}>
        <TextField
          label="Name"
          hint="What the key is for, so that you recognise it later."
          value={label}
          maxLength={40}
          required
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <fieldset className="settings-group">
          <legend>It may</legend>
          {SCOPES.map((scope) => (
            <label key={scope} className="settings-actions">
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={(event) => toggle(scope, event.currentTarget.checked)}
              />
              {SCOPE_WORDS[scope]}
            </label>
          ))}
        </fieldset>
        <div className="settings-actions">
          <Button type="submit" disabled={label.trim() === '' || scopes.length === 0}>
            Ask in the approval window
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export function LastUsed({ at }: { readonly at: string | null }) {
  return at === null ? (
    <span>Never used.</span>
  ) : (
    <span>
      Last used <Time at={at} />.
    </span>
  );
}
