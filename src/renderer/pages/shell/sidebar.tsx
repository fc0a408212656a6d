// The first column: where to go, and at the bottom how the agent is, with the switches that only narrow.
import {
  Activity,
  Brain,
  CirclePause,
  CirclePlay,
  MessagesSquare,
  OctagonX,
  Settings,
  ShieldQuestionMark,
} from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/controls/button.tsx';
import { Count } from '../../components/feedback/count.tsx';
import { Mood } from '../../components/feedback/mood.tsx';
import { Icon, type LucideIcon } from '../../components/icon.tsx';
import { Mark } from '../../components/mark.tsx';
import { type PageName, useApp } from '../../stores/chat-stores.ts';
import { PAGE_NAMES } from './page-keys.ts';

const PAGES: Readonly<Record<PageName, { readonly label: string; readonly icon: LucideIcon }>> = {
  conversations: { label: 'Conversations', icon: MessagesSquare },
  waiting: { label: 'Waiting', icon: ShieldQuestionMark },
  memory: { label: 'Memory', icon: Brain },
  activity: { label: 'Activity', icon: Activity },
  settings: { label: 'Settings', icon: Settings },
};

export function Sidebar() {
  const app = useApp();
  const current = useStore(app.page, (state) => state.name);
  const name = useStore(app.settings.store, (state) => state.config?.agent.name ?? 'Sallyport');
  const pending = useStore(app.status.store, ({ status }) =>
    status === null ? 0 : status.pending.approvals + status.pending.pairings,
  );
  return (
    <>
      <div className="side-head">
        <Mark tinted />
        <span className="side-name">{name}</span>
      </div>
      {PAGE_NAMES.map((page, at) => (
        <button
          type="button"
          key={page}
          className="side-item"
          title={PAGES[page].label}
          aria-current={page === current ? 'page' : undefined}
          aria-keyshortcuts={`Control+${at + 1}`}
          onClick={() => app.page.setState({ name: page })}
        >
          <Icon of={PAGES[page].icon} />
          <span className="side-label">{PAGES[page].label}</span>
          {page === 'waiting' && <Count of={pending} what="waiting for you" waiting />}
        </button>
      ))}
      <Switches />
    </>
  );
}

function Switches() {
  const app = useApp();
  const status = useStore(app.status.store, (state) => state.status);
  const [busy, setBusy] = useState(false);
  const run = (call: () => Promise<void>) => {
    setBusy(true);
    void app.toasts.tell(call()).finally(() => setBusy(false));
  };
  const pending = status === null ? 0 : status.pending.approvals + status.pending.pairings;
  return (
    <section className="side-foot" aria-label="State of the agent">
      <div role="status">
        {status === null ? (
          <span className="text-quiet">Starting</span>
        ) : status.mood === 'waiting' && pending > 0 ? (
          <Mood mood="waiting" word={`${pending} waiting for you`} />
        ) : (
          <Mood mood={status.mood} />
        )}
      </div>
      <div className="side-switches">
        <Button
          size="small"
          icon={status?.paused === true ? CirclePlay : CirclePause}
          busy={busy}
          disabled={status === null}
          title={status?.paused === true ? 'Resume' : 'Pause'}
          onClick={() => run(app.status.togglePause)}
        >
          {status?.paused === true ? 'Resume' : 'Pause'}
        </Button>
        <Button
          size="small"
          icon={OctagonX}
          disabled={status === null}
          title="Stops every answer and every running command, and pauses the agent"
          onClick={() => run(app.status.stopAll)}
        >
          Stop all
        </Button>
      </div>
    </section>
  );
}
