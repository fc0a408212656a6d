// "What would happen if…": a call made up here, judged as a real one. Nothing runs, and nothing is recorded.
import { type FormEvent, useState } from 'react';
import { useStore } from 'zustand';
import type { DryRun } from '../../../../contracts/rules.ts';
import { sentenceOf } from '../../../api.ts';
import { Button } from '../../../components/controls/button.tsx';
import { SelectField } from '../../../components/controls/select-field.tsx';
import { Switch } from '../../../components/controls/switch.tsx';
import { TextField } from '../../../components/controls/text-field.tsx';
import { Badge } from '../../../components/feedback/badge.tsx';
import { Card } from '../../../components/layout/card.tsx';
import { ExactText } from '../../../components/reading/exact-text.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { effectsSentence } from '../../approval/question-words.ts';
import { DECISION_WORDS } from './rule-words.ts';
import type { Choices } from './use-choices.ts';

interface Wish {
  readonly who: string;
  readonly where: string;
  readonly tool: string;
  readonly text: string;
  readonly afterOutside: boolean;
}

const FIRST: Wish = { who: 'owner', where: '', tool: 'run_command', text: '', afterOutside: false };

export function TryOut({ choices }: { readonly choices: Choices }) {
  const app = useApp();
  const conversations = useStore(app.conversations.store, (state) => state.list);
  const [wish, setWish] = useState<Wish>(FIRST);
  const [result, setResult] = useState<DryRun | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const edit = (part: Partial<Wish>) => {
    setResult(null);
    setProblem(null);
    setWish({ ...wish, ...part });
  };
  const tryOut = async () => {
    setBusy(true);
    setResult(null);
    setProblem(null);
    try {
      const answer = await app.api.rules.dryRun({
        who: whoOf(wish.who),
        tool: wish.tool,
        arguments: wish.text,
        afterOutsideContent: wish.afterOutside,
        ...(wish.where === '' ? {} : { conversationId: wish.where }),
      });
      if (answer.kind === 'decided') setResult(answer.result);
      else setProblem(answer.message);
    } catch (cause) {
      setProblem(sentenceOf(cause));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void tryOut();
  };
  const kinds = CHAT_KINDS[wish.who] ?? ['direct'];
  return (
    <section className="settings-group" aria-label="What would happen if">
      <h2 className="text-strong">What would happen if…</h2>
      <Card>
        <form className="settings-group" aria-label="What would happen if" onSubmit={submit}>
          <div className="settings-pair">
            <SelectField
              label="Who asks"
              value={wish.who}
              onChange={(who) => edit({ who, where: '' })}
              options={[
                { value: 'owner', label: 'You' },
                ...choices.people.map(({ senderId, label }) => ({ value: senderId, label })),
                { value: 'group-member', label: 'A group member' },
              ]}
            />
            <SelectField
              label="Where"
              value={wish.where}
              onChange={(where) => edit({ where })}
              options={[
                { value: '', label: 'A new conversation' },
                ...conversations
                  .filter(
                    ({ chatKind, trust }) =>
                      kinds.includes(chatKind) && (trust === 'owner') === (wish.who === 'owner'),
                  )
                  .map(({ id, title }) => ({ value: id, label: title })),
              ]}
            />
          </div>
          <div className="settings-pair">
            <SelectField
              label="Tool"
              value={wish.tool}
              onChange={(tool) => edit({ tool })}
              options={choices.tools.map((tool) => ({ value: tool, label: tool }))}
            />
            <TextField
              code
              label="Arguments"
              hint="A command line, a path or a text; or JSON, as the model writes it."
              value={wish.text}
              error={problem}
              onChange={(event) => edit({ text: event.currentTarget.value })}
            />
          </div>
          <Switch
            label="After reading something from outside"
            detail="As if a web page, a file or somebody else’s words were part of the conversation."
            checked={wish.afterOutside}
            onChange={(afterOutside) => edit({ afterOutside })}
          />
          <div className="settings-actions">
            <Button type="submit" busy={busy}>
              Try out
            </Button>
            <span className="text-quiet">Nothing runs and nothing is recorded.</span>
          </div>
          <div role="status">{result && <Result result={result} />}</div>
        </form>
      </Card>
    </section>
  );
}

function Result({ result }: { readonly result: DryRun }) {
  const { rule } = result;
  return (
    <dl className="try-out" aria-label="Result">
      <dt>Decision</dt>
      <dd>
        <Badge {...DECISION_WORDS[result.kind]} />
      </dd>
      <dt>Why</dt>
      <dd>
        <ExactText text={result.reason} />
      </dd>
      <dt>Rule</dt>
      <dd>{rule === null ? 'None' : `${rule.sentence} (${rule.builtIn ? 'built in' : 'saved by you'})`}</dd>
      <dt>Effects</dt>
      <dd>{effectsSentence(result.effects)}</dd>
      <dt>Read as</dt>
      <dd className="code">
        <ExactText text={result.understood} />
      </dd>
    </dl>
  );
}

const CHAT_KINDS: Readonly<Record<string, readonly string[]>> = {
  owner: ['own', 'direct'],
  'group-member': ['group'],
};

function whoOf(
  who: string,
): { kind: 'owner' } | { kind: 'group-member' } | { kind: 'paired-sender'; senderId: string } {
  if (who === 'owner' || who === 'group-member') return { kind: who };
  return { kind: 'paired-sender', senderId: who };
}
