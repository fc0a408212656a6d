// What finds memories by meaning: the model that ships with the app, or one on a server, which is then sent all of it.
import type { FormEvent } from 'react';
import { useStore } from 'zustand';
import type { EmbeddingProvider } from '../../../contracts/settings.ts';
import { SelectField } from '../../components/controls/select-field.tsx';
import { TextField } from '../../components/controls/text-field.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { AddressField, asSetting, isWhole, SaveLine, useModelDraft } from './model-draft.tsx';
import { PROVIDERS } from './providers.ts';
import { SecretField } from './secret-field.tsx';
import { useChange } from './use-change.ts';

interface Words {
  readonly label: string;
  /** What is sent where. */
  readonly detail: string;
  readonly exampleModel: string;
}

const WORDS: Readonly<Record<EmbeddingProvider, Words>> = {
  local: {
    label: 'The model that ships with Sallyport',
    detail: 'Nothing leaves this computer.',
    exampleModel: '',
  },
  openai: {
    label: 'OpenAI',
    detail: 'What is said, kept and searched for is sent to OpenAI. Needs an API key.',
    exampleModel: 'text-embedding-…',
  },
  google: {
    label: 'Google',
    detail: 'What is said, kept and searched for is sent to Google. Needs an API key.',
    exampleModel: 'gemini-embedding-…',
  },
  'openai-compatible': {
    label: 'An OpenAI-compatible server',
    detail:
      'What is said, kept and searched for is sent to the address below. With Ollama, LM Studio or llama.cpp on this computer it stays here.',
    exampleModel: 'the name that the server lists',
  },
};
const NAMES: readonly EmbeddingProvider[] = ['local', 'openai', 'google', 'openai-compatible'];
const LOCAL = { provider: '', name: '', baseUrl: '' } as const;

export function MemoryEmbeddingForm() {
  const app = useApp();
  const embedding = useStore(app.settings.store, ({ config }) => config?.memory.embedding);
  const change = useChange();
  const { draft, edit } = useModelDraft(embedding, change.clear);
  const provider = draft.provider === '' ? 'local' : draft.provider;
  const isLocal = provider === 'local';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void change.change('memory.embedding', asSetting(isLocal ? LOCAL : draft));
  };
  return (
    <>
      <form className="settings-group" aria-label="Searching by meaning" onSubmit={submit}>
        <SelectField
          label="Done by"
          hint={WORDS[provider].detail}
          value={provider}
          options={NAMES.map((value) => ({ value, label: WORDS[value].label }))}
          onChange={(chosen) => edit({ provider: chosen })}
        />
        {provider === 'openai-compatible' && (
          <AddressField label="Address of the server" value={draft.baseUrl} onEdit={edit} />
        )}
        {!isLocal && (
          <TextField
            code
            label="Embedding model"
            placeholder={WORDS[provider].exampleModel}
            hint="One that makes vectors, not one that answers."
            value={draft.name}
            onChange={(event) => edit({ name: event.currentTarget.value })}
          />
        )}
        <SaveLine change={change} disabled={!isLocal && !isWhole(draft)} />
      </form>
      {!isLocal && (
        <SecretField
          name="memory.embedding-key"
          label="API key for searching by meaning"
          hint={PROVIDERS[provider].keyHint}
        />
      )}
    </>
  );
}
