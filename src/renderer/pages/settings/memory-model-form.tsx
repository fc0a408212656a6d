// Which model keeps facts: the one that answers, another of the same provider, or one of its own with its own key.
import type { FormEvent } from 'react';
import { useStore } from 'zustand';
import { SelectField } from '../../components/controls/select-field.tsx';
import { TextField } from '../../components/controls/text-field.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { AddressField, asSetting, isWhole, SaveLine, useModelDraft } from './model-draft.tsx';
import { PROVIDER_NAMES, PROVIDERS } from './providers.ts';
import { SecretField } from './secret-field.tsx';
import { useChange } from './use-change.ts';

export function MemoryModelForm() {
  const app = useApp();
  const model = useStore(app.settings.store, ({ config }) => config?.memory.model);
  const answering = useStore(app.settings.store, ({ config }) => config?.model);
  const change = useChange();
  const { draft, edit } = useModelDraft(model, change.clear);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void change.change('memory.model', asSetting(draft));
  };
  const isOwn = draft.provider !== '';
  const words = draft.provider === '' ? null : PROVIDERS[draft.provider];
  return (
    <>
      <form className="settings-group" aria-label="Model for keeping facts" onSubmit={submit}>
        <SelectField
          label="Provider"
          hint={
            words?.detail ?? 'The one that answers, with its key. Nobody else is sent what was said for it.'
          }
          value={draft.provider}
          options={[
            { value: '', label: 'The same as for answers' },
            ...PROVIDER_NAMES.map((value) => ({ value, label: PROVIDERS[value].label })),
          ]}
          onChange={(provider) => edit({ provider })}
        />
        {draft.provider === 'openai-compatible' && <AddressField value={draft.baseUrl} onEdit={edit} />}
        <TextField
          code
          label="Model"
          placeholder={isOwn ? words?.exampleModel : (answering?.name ?? 'The one that answers')}
          hint={isOwn ? undefined : 'Empty means the model that answers.'}
          value={draft.name}
          onChange={(event) => edit({ name: event.currentTarget.value })}
        />
        <SaveLine change={change} disabled={isOwn && !isWhole(draft)} />
      </form>
      {words && <SecretField name="memory.api-key" label="API key for keeping facts" hint={words.keyHint} />}
    </>
  );
}
