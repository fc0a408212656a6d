// Which model answers: found on this computer, at a provider with a key, or at another server. Used by Settings
// and by the first run.
import type { FormEvent } from 'react';
import { useStore } from 'zustand';
import type { Provider } from '../../../contracts/settings.ts';
import { SelectField } from '../../components/controls/select-field.tsx';
import { TextField } from '../../components/controls/text-field.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { type FoundModel, LocalServers } from './local-servers.tsx';
import { AddressField, isWhole, type ModelDraft, SaveLine, useModelDraft } from './model-draft.tsx';
import { PROVIDER_NAMES, PROVIDERS } from './providers.ts';
import { SecretField } from './secret-field.tsx';
import { TryModel } from './try-model.tsx';
import { useChange } from './use-change.ts';

type Draft = ModelDraft<Provider>;

export function ModelForm() {
  const app = useApp();
  const model = useStore(app.settings.store, ({ config }) => config?.model);
  const change = useChange();
  const { draft, edit } = useModelDraft(model, change.clear);
  const save = async ({ provider, name, baseUrl }: Draft) => {
    if (provider === '') return;
    await change.change('model', {
      provider,
      name: name.trim(),
      ...(provider === 'openai-compatible' && { base_url: baseUrl.trim() }),
      ...(model && { context_tokens: model.context_tokens }),
    });
    await app.settings.loadFirstRun();
  };
  const use = ({ baseUrl, name }: FoundModel) => {
    const found: Draft = { provider: 'openai-compatible', name, baseUrl };
    edit(found);
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
        {draft.provider === 'openai-compatible' && <AddressField value={draft.baseUrl} onEdit={edit} />}
        <TextField
          code
          label="Model"
          placeholder={words?.exampleModel ?? 'Its name at the provider'}
          value={draft.name}
          onChange={(event) => edit({ name: event.currentTarget.value })}
        />
        <SaveLine change={change} disabled={!isWhole(draft)} tone="primary" />
      </form>
      {words && <SecretField name="model.api-key" label="API key" hint={words.keyHint} />}
      <TryModel disabled={model?.provider === undefined} />
    </div>
  );
}
