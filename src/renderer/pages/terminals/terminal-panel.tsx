// The terminals of the open conversation, above the composer: each a row that opens onto its screen. Watching and
// ending are here; taking over is only asked for here, the approval window answers.
import { CircleStop, Hand, Keyboard, SquareTerminal, Undo2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { TerminalView } from '../../../contracts/terminals.ts';
import { Button } from '../../components/controls/button.tsx';
import { Badge } from '../../components/feedback/badge.tsx';
import { DisclosureRow } from '../../components/layout/disclosure-row.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { useTerminals } from './use-terminals.ts';
import '../../styles/pages-terminal.css';

/** Most conversations have no terminal, so its drawing is loaded with the first one that is opened. */
const TerminalScreen = lazy(async () => ({
  default: (await import('./terminal-screen.tsx')).TerminalScreen,
}));

/** Ended ones stay a while, so that their last words can be read; more than this would push the talk away. */
const MAX_ENDED_SHOWN = 2;

export function TerminalPanel({ conversationId }: { readonly conversationId: string }) {
  const terminals = useTerminals(conversationId);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const running = terminals.filter(({ state }) => state === 'running');
  const ended = terminals.filter(({ id, state }) => state === 'ended' && !hidden.has(id));
  const shown = [...ended.slice(-MAX_ENDED_SHOWN), ...running];
  if (shown.length === 0) return null;
  return (
    <section className="terminals" aria-label="Terminals">
      {shown.map((terminal) => (
        <TerminalRow
          key={terminal.id}
          terminal={terminal}
          onHide={() => setHidden((before) => new Set(before).add(terminal.id))}
        />
      ))}
    </section>
  );
}

function TerminalRow({ terminal, onHide }: { readonly terminal: TerminalView; readonly onHide: () => void }) {
  return (
    <DisclosureRow
      title="Terminal"
      icon={SquareTerminal}
      detail={<span className="code">{terminal.title}</span>}
      aside={<StateBadge terminal={terminal} />}
    >
      {terminal.state === 'running' ? (
        <RunningFoot terminal={terminal} />
      ) : (
        <div className="terminal-foot">
          <span className="terminal-word">{terminal.ending}</span>
          <Button size="small" onClick={onHide}>
            Hide
          </Button>
        </div>
      )}
      <Suspense fallback={<p className="text-quiet">Opening the terminal.</p>}>
        <TerminalScreen terminal={terminal} />
      </Suspense>
    </DisclosureRow>
  );
}

function StateBadge({ terminal }: { readonly terminal: TerminalView }) {
  if (terminal.state === 'ended') return <Badge bare word="Ended" />;
  if (terminal.typist === 'owner') return <Badge bare tone="accent" icon={Keyboard} word="You type" />;
  return <Badge bare tone="success" icon={SquareTerminal} word="Running" />;
}

function RunningFoot({ terminal }: { readonly terminal: TerminalView }) {
  const { api, toasts } = useApp();
  const { id, typist } = terminal;
  return (
    <div className="terminal-foot">
      <span className="terminal-word">
        {typist === 'owner'
          ? 'What you type goes to the program. The agent cannot type or read here. Shift+Escape leaves the terminal.'
          : 'You watch. The agent types only what you allow.'}
      </span>
      {typist === 'owner' ? (
        <Button size="small" icon={Undo2} onClick={() => void toasts.tell(api.terminals.release({ id }))}>
          Give back
        </Button>
      ) : (
        <Button size="small" icon={Hand} onClick={() => void toasts.tell(api.terminals.askTakeOver({ id }))}>
          Take over
        </Button>
      )}
      <Button size="small" icon={CircleStop} onClick={() => void toasts.tell(api.terminals.kill({ id }))}>
        End
      </Button>
    </div>
  );
}
