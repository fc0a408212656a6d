// How decisions and lifetimes of rules are called on every page that shows them.
import type { DryRun, RuleView } from '../../../../contracts/rules.ts';
import type { BadgeTone } from '../../../components/feedback/badge.tsx';

export const DECISION_WORDS: Readonly<
  Record<DryRun['kind'], { readonly tone: BadgeTone; readonly word: string }>
> = {
  allow: { tone: 'success', word: 'Allowed' },
  ask: { tone: 'warning', word: 'Asked' },
  deny: { tone: 'danger', word: 'Denied' },
};

export const LIFETIME_WORDS: Readonly<Record<RuleView['lifetime'], string>> = {
  once: 'for one time',
  minutes: 'for a while',
  conversation: 'as long as its conversation',
  'until-quit': 'until Sallyport quits',
  always: 'until you revoke it',
};
