// What happened, newest first, out of the ledger: filter, open, explain, verify. It only reads.
import { ShieldCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Verification } from '../../../contracts/activity.ts';
import { Button } from '../../components/controls/button.tsx';
import { SelectField } from '../../components/controls/select-field.tsx';
import { Banner } from '../../components/feedback/banner.tsx';
import { EmptyState } from '../../components/feedback/empty-state.tsx';
import { PageHead, Scroll } from '../../components/layout/split-layout.tsx';
import type { ActivityFilter } from '../../stores/activity.ts';
import { useApp } from '../../stores/chat-stores.ts';
import { moveInList } from '../shell/list-keys.ts';
import { FrameRow } from './frame-row.tsx';
import { groupOf, KIND_GROUPS, type KindGroup, kindsOf } from './kind-groups.ts';

export function ActivityPage() {
  const app = useApp();
  const { loading, problem, filter, frames, hasEarlier } = useStore(app.activity.store);
  useEffect(() => void app.activity.load(), [app]);
  const change = (part: Partial<ActivityFilter>) => void app.activity.load({ ...filter, ...part });
  return (
    <>
      <PageHead title="Activity" detail="Every step, with what caused it" actions={<Verify />} />
      <Filters filter={filter} onChange={change} />
      <Scroll>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the rows within */}
        <div className="frames" onKeyDown={(event) => moveInList(event, '.opens-head')}>
          {loading === 'failed' && (
            <Banner level="danger" action={{ label: 'Try again', onAct: () => void app.activity.load() }}>
              {problem}
            </Banner>
          )}
          {loading === 'ready' && frames.length === 0 && (
            <EmptyState
              title="Nothing here"
              next="Nothing of this kind has happened. Choose another filter."
            />
          )}
          {frames.map((frame) => (
            <FrameRow key={frame.id} frame={frame} />
          ))}
          {hasEarlier && (
            <div className="frames-more">
              <Button onClick={() => void app.activity.loadEarlier()}>Show earlier</Button>
            </div>
          )}
        </div>
      </Scroll>
    </>
  );
}

interface FiltersProps {
  readonly filter: ActivityFilter;
  readonly onChange: (part: Partial<ActivityFilter>) => void;
}

function Filters({ filter, onChange }: FiltersProps) {
  const app = useApp();
  const conversations = useStore(app.conversations.store, ({ list }) => list);
  const groups = Object.keys(KIND_GROUPS) as KindGroup[];
  return (
    <div className="frames-filters">
      <SelectField<KindGroup | 'all'>
        label="What"
        labelHidden
        value={groupOf(filter.kinds)}
        options={[
          { value: 'all', label: 'Everything' },
          ...groups.map((group) => ({ value: group, label: KIND_GROUPS[group].label })),
        ]}
        onChange={(group) => onChange({ kinds: kindsOf(group) })}
      />
      <SelectField
        label="Conversation"
        labelHidden
        value={filter.conversationId ?? ''}
        options={[
          { value: '', label: 'All conversations' },
          ...conversations.map(({ id, title }) => ({ value: id, label: title })),
        ]}
        onChange={(id) => onChange({ conversationId: id === '' ? null : id })}
      />
    </div>
  );
}

function Verify() {
  const app = useApp();
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Verification | null>(null);
  const verify = async () => {
    setBusy(true);
    setFound(await app.toasts.tell(app.api.activity.verify({})));
    setBusy(false);
  };
  return (
    <div className="frames-verify">
      <span role="status" className={found?.kind === 'broken' ? 'verify-broken' : 'text-quiet'}>
        {found && verificationSentence(found)}
      </span>
      <Button icon={ShieldCheck} busy={busy} onClick={() => void verify()}>
        Verify
      </Button>
    </div>
  );
}

export function verificationSentence(found: Verification): string {
  if (found.kind === 'intact') {
    return `Intact: all ${found.frames} steps are as they were written.`;
  }
  const where = found.firstBrokenId === null ? 'at the end' : `at step ${found.firstBrokenId}`;
  return `Broken ${where}: ${found.reason} Keep a copy of the profile folder before you do anything else.`;
}
