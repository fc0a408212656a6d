// The rules that are not saved but follow from settings, as values: the presets, and the tools of other sessions.
// They stand in the same table as the owner's own rules and are read by the same decision.
// Source of the presets: issue 3, Policy. Where no rule fits: asked for you and paired people, else denied.
import type { RuleDecision, RuleMatcher, Session } from '../../../../contracts/rules.ts';
import type { Config, Preset } from '../../../../contracts/settings.ts';
import type { Rule } from './table.ts';

export interface PresetWords {
  readonly title: string;
  readonly summary: string;
  readonly rules: readonly Rule[];
  /** What follows beside the rules; null when nothing does. */
  readonly note: string | null;
}

/** An answer about a page offers a rule for its host in that conversation; see rule-offers.ts. */
const PAGES =
  'Pages of a host go ahead in a conversation once you allowed that host there; its rule is listed with those you saved.';

type Who = 'owner' | 'paired-sender';

const READS_ONLY: RuleMatcher = { kind: 'reads-only' };
const STAYS_INSIDE: RuleMatcher = { kind: 'stays-inside' };

const READING: readonly Rule[] = [
  allow('owner', 'read_file', 'You may have files of this workspace read.'),
  allow('owner', 'list_files', 'You may have this workspace listed.'),
  allow('owner', 'recall', 'You may have your memories searched.'),
  allow('owner', 'run_command', 'You may have commands run that only read, in the sandbox.', READS_ONLY),
  allow('owner', 'read_terminal', 'You may have a terminal looked at that was started.'),
  allow('owner', 'end_terminal', 'You may have a terminal ended that was started.'),
  allow('paired-sender', 'read_file', 'Paired people may have files of their own workspace read.'),
  allow('paired-sender', 'list_files', 'Paired people may have their own workspace listed.'),
  allow('paired-sender', 'read_terminal', 'Paired people may have a terminal of theirs looked at.'),
  allow('paired-sender', 'end_terminal', 'Paired people may have a terminal of theirs ended.'),
  allow('paired-sender', 'recall', 'Paired people may have their own memories searched.'),
  allow(
    'paired-sender',
    'run_command',
    'Paired people may have commands run that only read, in the sandbox.',
    READS_ONLY,
  ),
];

const WRITING: readonly Rule[] = [
  allow('owner', 'write_file', 'You may have files of this workspace written.'),
  allow('owner', 'edit_file', 'You may have files of this workspace edited.'),
  allow('owner', 'unpack_archive', 'You may have archives unpacked into the workspace.'),
  allow('owner', 'remember', 'You may have something remembered.'),
];

export const PRESETS: Readonly<Record<Preset, PresetWords>> = {
  careful: {
    title: 'Careful',
    summary: 'Reading goes ahead, and writing in the workspace for you. The rest is asked.',
    rules: [...READING, ...WRITING],
    note: PAGES,
  },
  trusting: {
    title: 'Trusting',
    summary:
      'What stays inside the sandbox without network goes ahead for you. Network, sending, and what cannot be undone are asked.',
    rules: [
      ...READING,
      ...WRITING,
      allow(
        'owner',
        '*',
        'You may have anything done that stays inside the sandbox: no network, nothing sent, nothing final.',
        STAYS_INSIDE,
      ),
      allow('paired-sender', 'write_file', 'Paired people may have files of their own workspace written.'),
      allow('paired-sender', 'edit_file', 'Paired people may have files of their own workspace edited.'),
    ],
    note: PAGES,
  },
  locked: {
    title: 'Locked',
    summary: 'Everything is asked each time, whatever rules you saved. Nothing reaches the network.',
    rules: [
      { ...builtIn('locked network', 'deny', 'Nothing may reach the network.'), callEffect: 'network' },
      { ...builtIn('locked owner', 'ask', 'Everything you have done is asked about.'), actorKind: 'owner' },
      {
        ...builtIn('locked paired-sender', 'ask', 'Everything paired people have done is asked about.'),
        actorKind: 'paired-sender',
      },
    ],
    note: null,
  },
};

/** Of `sandbox.allow_tools` and `sandbox.deny_tools`: they can only take away, in sessions other than main. */
export function sessionRules({ allow_tools, deny_tools }: Config['sandbox']): readonly Rule[] {
  const other: { readonly session: Session } = { session: 'other' };
  const denied = deny_tools.map((tool) => ({
    ...builtIn(
      `sandbox.deny_tools ${tool}`,
      'deny',
      `${tool === '*' ? 'No tool' : tool} may ${tool === '*' ? '' : 'not '}be used outside your own conversations.`,
    ),
    ...other,
    tool,
  }));
  // SECURITY: an empty list means none; only a written "*" means every tool.
  if (allow_tools.includes('*')) return denied;
  const rest: RuleMatcher = { kind: 'other-tool', tools: [...allow_tools] };
  const sentence =
    allow_tools.length === 0
      ? 'No tool may be used outside your own conversations.'
      : `Outside your own conversations only ${allow_tools.join(', ')} may be used.`;
  return [...denied, { ...builtIn('sandbox.allow_tools', 'deny', sentence), ...other, matcher: rest }];
}

function allow(actorKind: Who, tool: string, sentence: string, matcher: RuleMatcher | null = null): Rule {
  const id = `preset ${actorKind} ${tool}${matcher === null ? '' : ` ${matcher.kind}`}`;
  return { ...builtIn(id, 'allow', sentence), actorKind, tool, matcher };
}

function builtIn(id: string, decision: RuleDecision, sentence: string): Rule {
  return {
    id,
    decision,
    actorKind: null,
    senderId: null,
    conversationId: null,
    channelId: null,
    session: null,
    tool: '*',
    callEffect: null,
    matcher: null,
    lifetime: 'always',
    sentence,
    expiresAt: null,
  };
}
