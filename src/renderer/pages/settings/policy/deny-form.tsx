// A rule against something: who, which tool, and when it matters what of it. It narrows, and so holds at once.
import { type FormEvent, useState } from 'react';
import type { RuleDraft, RuleMatcher } from '../../../../contracts/rules.ts';
import { sentenceOf } from '../../../api.ts';
import { Button } from '../../../components/controls/button.tsx';
import { SelectField } from '../../../components/controls/select-field.tsx';
import { TextField } from '../../../components/controls/text-field.tsx';
import { Badge } from '../../../components/feedback/badge.tsx';
import { DisclosureRow } from '../../../components/layout/disclosure-row.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import type { Choices } from './use-choices.ts';

type What = 'anything' | 'program' | 'host' | 'path';

interface Draft {
  readonly who: string;
  readonly tool: string;
  readonly what: What;
  readonly name: string;
}

const EMPTY: Draft = { who: 'anybody', tool: 'run_command', what: 'anything', name: '' };

const WHAT: Readonly<Record<Exclude<What, 'anything'>, { readonly label: string; readonly hint: string }>> = {
  program: { label: 'Program', hint: 'Its exact name, for instance curl.' },
  host: { label: 'Host', hint: 'example.com, or *.example.com for all below it.' },
  path: {
    label: 'File',
    hint: 'A path in the workspace. * and ? stay inside a folder, for instance notes/*.md.',
  },
};

export function DenyForm({ choices }: { readonly choices: Choices }) {
  const app = useApp();
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const [problem, setProblem] = useState<string | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const edit = (part: Partial<Draft>) => {
    setProblem(null);
    setSaved(null);
    setDraft({ ...draft, ...part });
  };
  const save = async () => {
    setBusy(true);
    setSaved(null);
    try {
      const outcome = await app.api.rules.save({ draft: draftOf(draft) });
      setProblem(outcome.kind === 'refused' ? outcome.message : null);
      if (outcome.kind === 'applied') {
        setSaved(`Saved: ${outcome.sentence} ${outcome.flag ?? ''}`.trim());
        setDraft({ ...draft, name: '' });
        await app.settings.loadRules();
      }
    } catch (cause) {
      setProblem(sentenceOf(cause));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save();
  };
  return (
    <DisclosureRow title="Deny something" detail="A rule against it holds at once">
      <form className="settings-group" aria-label="Deny something" onSubmit={submit}>
        <div className="settings-pair">
          <SelectField
            label="Who"
            value={draft.who}
            onChange={(who) => edit({ who })}
            options={[
              { value: 'anybody', label: 'Anybody' },
              { value: 'owner', label: 'You' },
              { value: 'paired-sender', label: 'Paired people' },
              { value: 'listed-sender', label: 'People on the allow list' },
              { value: 'group-member', label: 'Group members' },
              ...choices.people.map(({ senderId, label }) => ({ value: senderId, label })),
            ]}
          />
          <SelectField
            label="Tool"
            value={draft.tool}
            onChange={(tool) => edit({ tool })}
            options={[
              { value: '*', label: 'Any tool' },
              ...choices.tools.map((tool) => ({ value: tool, label: tool })),
            ]}
          />
        </div>
        <div className="settings-pair">
          <SelectField<What>
            label="Of it"
            value={draft.what}
            onChange={(what) => edit({ what })}
            options={[
              { value: 'anything', label: 'Anything' },
              { value: 'program', label: 'Starting a program' },
              { value: 'host', label: 'Reaching a host' },
              { value: 'path', label: 'Writing a file' },
            ]}
          />
          {draft.what !== 'anything' && (
            <TextField
              code
              required
              {...WHAT[draft.what]}
              value={draft.name}
              onChange={(event) => edit({ name: event.currentTarget.value })}
            />
          )}
        </div>
        <div className="settings-actions">
          <Button type="submit" busy={busy}>
            Deny
          </Button>
          <div className="change-line" role="status">
            {problem && <Badge bare tone="danger" word={problem} />}
            {saved && <Badge bare tone="success" word={saved} />}
          </div>
        </div>
      </form>
    </DisclosureRow>
  );
}

type Sent = { decision: 'deny'; tool: string } & Partial<RuleDraft>;

function draftOf({ who, tool, what, name }: Draft): Sent {
  const rule: Sent = { decision: 'deny', tool, matcher: matcherOf(what, name.trim()) };
  if (who === 'anybody') return rule;
  if (who.includes(':')) return { ...rule, senderId: who };
  return { ...rule, actorKind: who as RuleDraft['actorKind'] };
}

function matcherOf(what: What, name: string): RuleMatcher | null {
  switch (what) {
    case 'anything':
      return null;
    case 'program':
      return { kind: 'program', name };
    case 'host':
      return { kind: 'host', host: name.toLowerCase() };
    case 'path':
      return { kind: 'path', glob: name };
  }
}
