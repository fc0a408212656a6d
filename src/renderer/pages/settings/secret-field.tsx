// A secret goes in here and never comes back: the field is empty after it was kept, and only whether it is set,
// where, and since when is shown.
import { type FormEvent, useState } from 'react';
import { useStore } from 'zustand';
import type { CredentialView } from '../../../contracts/credentials.ts';
import { sentenceOf } from '../../api.ts';
import { Button } from '../../components/controls/button.tsx';
import { TextField } from '../../components/controls/text-field.tsx';
import { Badge } from '../../components/feedback/badge.tsx';
import { Time } from '../../components/reading/time.tsx';
import { useApp } from '../../stores/chat-stores.ts';

export interface SecretFieldProps {
  /** The credential's name, for instance `model.api-key`. */
  readonly name: string;
  readonly label: string;
  readonly hint: string;
}

const FIELD = 'secret';

export function SecretField({ name, label, hint }: SecretFieldProps) {
  const app = useApp();
  const credential = useStore(app.settings.store, ({ credentials }) =>
    credentials.find((one) => one.name === name),
  );
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [isAsked, setAsked] = useState(false);
  const keep = async (form: HTMLFormElement, value: string) => {
    setBusy(true);
    setProblem(null);
    try {
      const outcome = await app.api.credentials.set({ name, value });
      form.reset();
      setAsked(outcome.kind === 'asked');
      const { credentials } = app.settings.store.getState();
      if (outcome.kind === 'set')
        app.settings.applyCredentials([
          ...credentials.filter((one) => one.name !== name),
          outcome.credential,
        ]);
      await app.settings.loadFirstRun();
    } catch (cause) {
      setProblem(sentenceOf(cause));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const value = String(new FormData(form).get(FIELD) ?? '').trim();
    if (value === '') setProblem('Paste the value first.');
    else void keep(form, value);
  };
  return (
    <form className="secret" onSubmit={submit}>
      <TextField
        secret
        code
        name={FIELD}
        label={label}
        hint={hint}
        error={problem}
        placeholder={credential ? 'Set. Paste a new one to replace it.' : 'Paste it here'}
      />
      <div className="secret-state">
        <Button type="submit" busy={busy}>
          {credential ? 'Replace' : 'Keep'}
        </Button>
        <CredentialState credential={credential} />
      </div>
      {isAsked && (
        <div className="change-line" role="status">
          <Badge
            bare
            tone="warning"
            word="Waiting in the approval window. It is kept once you confirm it there."
          />
        </div>
      )}
    </form>
  );
}

export function CredentialState({ credential }: { readonly credential: CredentialView | undefined }) {
  if (credential === undefined) return <Badge bare word="Not set" />;
  return (
    <>
      <Badge
        bare
        tone="success"
        word={credential.source === 'vault' ? 'Set, in the vault' : 'Set by the environment'}
      />
      {credential.setAt && (
        <span className="text-quiet">
          <Time at={credential.setAt} />
        </span>
      )}
    </>
  );
}
