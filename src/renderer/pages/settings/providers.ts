// What a person needs to know of each model provider to choose one. Pure.
import type { Provider } from '../../../contracts/settings.ts';

export interface ProviderWords {
  readonly label: string;
  readonly detail: string;
  /** An example, never a recommendation that ages in code: shown as a place holder only. */
  readonly exampleModel: string;
  readonly keyHint: string;
}

export const PROVIDERS: Readonly<Record<Provider, ProviderWords>> = {
  anthropic: {
    label: 'Anthropic',
    detail: 'Conversations are sent to Anthropic. Needs an API key.',
    exampleModel: 'claude-…',
    keyHint: 'From the console of Anthropic. Kept in the vault; it never comes back to this window.',
  },
  openai: {
    label: 'OpenAI',
    detail: 'Conversations are sent to OpenAI. Needs an API key.',
    exampleModel: 'gpt-…',
    keyHint: 'From the platform site of OpenAI. Kept in the vault; it never comes back to this window.',
  },
  google: {
    label: 'Google',
    detail: 'Conversations are sent to Google. Needs an API key.',
    exampleModel: 'gemini-…',
    keyHint: 'From Google AI Studio. Kept in the vault; it never comes back to this window.',
  },
  'openai-compatible': {
    label: 'Another server',
    detail: 'Any server that speaks as OpenAI does, on this computer or elsewhere.',
    exampleModel: 'the name that the server lists',
    keyHint: 'Only if the server wants one. Kept in the vault; it never comes back to this window.',
  },
};

export const PROVIDER_NAMES: readonly Provider[] = ['anthropic', 'openai', 'google', 'openai-compatible'];
