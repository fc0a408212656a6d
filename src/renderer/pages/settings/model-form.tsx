// Which model answers: found on this computer, at a provider with a key, or at another server. Used by Settings
// and by the first run.
import { type FormEvent, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Provider } from '../../../contracts/settings.ts';
import { Button } from '../../components/controls/button.tsx';
import { SelectField } from '../../components/controls/select-field.tsx';
import { TextField } from '../../components/controls/text-field.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { ChangeLine } from './change-line.tsx';
import { type FoundModel, LocalServers } from './local-servers.tsx';
import { PROVIDER_NAMES, PROVIDERS } from './providers.ts';
import { SecretField } from './secret-field.tsx';
import { TryModel } from './try-model.tsx';
import { useChange } from './use-change.ts';

interface Draft {
  readonly provider: Provider | '';
  readonly name: string;
  readonly baseUrl: string;
}

export function ModelForm() {
  const app = useApp();
  const model = useStore(app.settings.store, ({ config }) => config?.model);
  const [draft, setDraft] = useState<Draft>({ provider: '', name: '', baseUrl: '' });
  const { change, result, isBusy, clear } = useChange();

  useEffect(() => {
    if (model === undefined) return;
    setDraft({ provider: model.provider ?? '', name: model.name ?? '', baseUrl: model.base_url ?? '' });
  }, [model]);

  const edit = (part: Partial<Draft>) => {
    clear();
    setDraft({ ...draft, ...part });
  };
  const save = async ({ provider, name, baseUrl }: Draft) => {
    if (provider === '') return;
    await change('model', {
      provider,
      name: name.trim(),
      ...(provider === 'openai-compatible' && { base_url: baseUrl.trim() }),
      ...(model && { context_tokens: model.context_tokens }),
    });
    await app.settings.loadFirstRun();
  };
  const use = ({ baseUrl, name }: FoundModel) => {
    const found: Draft = { provider: 'openai-compatible', name, baseUrl };
    setDraft(found);
    void save(found);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save(draft);
  };
  const words = draft.provider === '' ? null : PROVIDERS[draft.provider];
  return (
    <div className="settings-group">
      <LocalServers onUse={use} current={draft} />
      <form className="settings-group" onSubmit={submit}>
        <SelectField
          label="Provider"
          hint={words?.detail ?? 'Who runs the model. Conversations are sent there.'}
          value={draft.provider}
          options={[
            { value: '', label: 'Choose', disabled: true },
            ...PROVIDER_NAMES.map((value) => ({ value, label: PROVIDERS[value].label })),
          ]}
          onChange={(provider) => edit({ provider })}
        />
        {draft.provider === 'openai-compatible' && (
          <TextField
            code
            label="Address"
            placeholder="http://127.0.0.1:11434/v1"
            hint="Of its API, as a web address that usually ends in /v1."
            value={draft.baseUrl}
            onChange={(event) => edit({ baseUrl: event.currentTarget.value })}
          />
        )}
        <TextField
          code
          label="Model"
          placeholder={words?.exampleModel ?? 'Its name at the provider'}
          value={draft.name}
          onChange={(event) => edit({ name: event.currentTarget.value })}
        />
        <div className="settings-actions">
          <Button type="submit" tone="primary" busy={isBusy} disabled={!isWhole(draft)}>
            Save
          </Button>
          <ChangeLine result={result} />
        </div>
      </form>
      {words && <SecretField name="model.api-key" label="API key" hint={words.keyHint} />}
      <TryModel disabled={model?.provider === undefined} />
    </div>
  );
}

function isWhole({ provider, name, baseUrl }: Draft): boolean {
  if (provider === '' || name.trim() === '') return false;
  return provider !== 'openai-compatible' || URL.canParse(baseUrl.trim());
}
