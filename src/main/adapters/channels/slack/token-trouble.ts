// What Slack says of a token, in a sentence that tells what to do. Pure.
import { escaped } from './rich-text.ts';
import { reasonOf } from './send.ts';
import { type ApiAnswer, isTokenError } from './web-api.ts';

export const TOKEN_NAMES = {
  'bot-token': 'bot token (xoxb-…)',
  'app-token': 'app-level token (xapp-…)',
} as const;
export type TokenName = keyof typeof TOKEN_NAMES;

const WHERE: Readonly<Record<TokenName, string>> = {
  'bot-token': 'Install the app again under "Install App" in its settings on Slack, and set the new token.',
  'app-token':
    'Make a new one with the scope connections:write under "Basic Information", "App-Level Tokens" in its settings on Slack.',
};

/** `isRefusal`: waits for another token; all else may pass by itself. */
export function describeFailure(
  answer: Extract<ApiAnswer, { kind: 'refused' }>,
  name: TokenName,
): { readonly isRefusal: boolean; readonly sentence: string } {
  const isWrongKind =
    answer.error === 'not_allowed_token_type' || (answer.error === 'missing_scope' && name === 'app-token');
  if (isTokenError(answer.error) || isWrongKind)
    return {
      isRefusal: true,
      sentence: `Slack refused the ${TOKEN_NAMES[name]}: ${escaped(answer.error)}. ${WHERE[name]}`,
    };
  return { isRefusal: false, sentence: reasonOf(answer.error, answer.needed) };
}
