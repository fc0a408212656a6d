// One memory, open: its whole text, whence it came, why it is here, what it was before, of whom it speaks, and what can be
// done with it.
import { ArrowLeft, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { sentenceOf } from '../../../api.ts';
import { Button } from '../../../components/controls/button.tsx';
import { IconButton } from '../../../components/controls/icon-button.tsx';
import { EmptyState } from '../../../components/feedback/empty-state.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { MEMORY_KINDS } from '../memory-words.ts';
import { MemoryBody, type OpenedMemory } from './memory-body.tsx';

export interface MemoryPaneProps {
  readonly id: string;
  /** It covers the list: the keyboard goes into it. */
  readonly takesFocus: boolean;
}

export function MemoryPane({ id, takesFocus }: MemoryPaneProps) {
  const app = useApp();
  const changes = useStore(app.memory.changes, ({ count }) => count);
  const [opened, setOpened] = useState<OpenedMemory | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  const pane = useRef<HTMLElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: read again after each change, and when asked to
  useEffect(() => {
    let isCurrent = true;
    app.api.memory.open({ id }).then(
      (answer) => {
        if (!isCurrent) return;
        setOpened(answer);
        setProblem(null);
      },
      (cause: unknown) => {
        if (isCurrent) setProblem(sentenceOf(cause));
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [app, id, changes, tries]);
  useEffect(() => {
    if (takesFocus) pane.current?.focus();
  }, [takesFocus]);

  const close = () => {
    app.memory.opened.setState({ id: null });
    const { active } = app.memory.selection.getState();
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-at="${active}"] .memory-row-main`)?.focus(),
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    close();
  };
  return (
    <section ref={pane} className="memory-pane" aria-label="Open memory" tabIndex={-1} onKeyDown={onKeyDown}>
      <div className="memory-pane-head">
        <IconButton icon={ArrowLeft} className="memory-pane-back" label="Back to the list" onClick={close} />
        <h2 className="memory-pane-title">
          {opened === null ? 'Memory' : MEMORY_KINDS[opened.memory.kind].word}
        </h2>
        <IconButton icon={X} className="memory-pane-close" label="Close" onClick={close} />
      </div>
      {problem !== null ? (
        <EmptyState
          title="This memory could not be read"
          next={problem}
          actions={<Button onClick={() => setTries(tries + 1)}>Try again</Button>}
        />
      ) : (
        opened !== null && <MemoryBody opened={opened} />
      )}
    </section>
  );
}
