// Which model keeps facts: the one that answers, another of the same provider, or one of its own with its own key.
import { type FormEvent, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Provider } from '../../../contracts/settings.ts';
import { Button } from '../../components/controls/button.tsx';
import { SelectField } from '../../components/controls/select-field.tsx';
import { TextField } from '../../components/controls/text-field.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { ChangeLine } from './change-line.tsx';
import { PROVIDER_NAMES, PROVIDERS } from './providers.ts';
import { SecretField } from './secret-field.tsx';
import { useChange } from './use-change.ts';

interface Draft {
  readonly provider: Provider | '';
  readonly name: string;
  readonly baseUrl: string;
}

export function MemoryModelForm() {
  const app = useApp();
  const model = useStore(app.settings.store, ({ config }) => config?.memory.model);
  const answering = useStore(app.settings.store, ({ config }) => config?.model);
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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { provider, name, baseUrl } = draft;
    // What is emptied is taken away from the file.
    void change('memory.model', {
      provider: provider === '' ? null : provider,
      name: name.trim() === '' ? null : name.trim(),
      base_url: provider === 'openai-compatible' ? baseUrl.trim() : null,
    });
  };
  const isOwn = draft.provider !== '';
  const words = draft.provider === '' ? null : PROVIDERS[draft.provider];
  return (
    <>
      <form className="settings-group" onSubmit={submit}>
        <SelectField
          label="Provider"
          hint={words?.detail ?? 'The one that answers, with its key. What was said goes to nobody else.'}
          value={draft.provider}
          options={[
            { value: '', label: 'The same as for answers' },
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
          placeholder={isOwn ? words?.exampleModel : (answering?.name ?? 'The one that answers')}
          hint={isOwn ? undefined : 'Empty means the model that answers.'}
          value={draft.name}
          onChange={(event) => edit({ name: event.currentTarget.value })}
        />
        <div className="settings-actions">
          <Button type="submit" busy={isBusy} disabled={!isWhole(draft)}>
            Save
          </Button>
          <ChangeLine result={result} />
        </div>
      </form>
      {words && <SecretField name="memory.api-key" label="API key for keeping facts" hint={words.keyHint} />}
    </>
  );
}

function isWhole({ provider, name, baseUrl }: Draft): boolean {
  if (provider === '') return true;
  return name.trim() !== '' && (provider !== 'openai-compatible' || URL.canParse(baseUrl.trim()));
}
