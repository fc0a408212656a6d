// The newest memories that speak of one, and the way to all of them.
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { EntityView } from '../../../../contracts/entities.ts';
import type { MemoryView } from '../../../../contracts/memory.ts';
import { sentenceOf } from '../../../api.ts';
import { Button } from '../../../components/controls/button.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { MemoryLines } from '../memory-lines.tsx';
import { openMemory, showNarrowed } from '../open-in-memory.ts';

const SHOWN = 10;

interface Read {
  readonly total: number;
  readonly memories: readonly MemoryView[];
}

export function EntityMemories({ entity }: { readonly entity: EntityView }) {
  const app = useApp();
  const changes = useStore(app.memory.changes, ({ count }) => count);
  const [read, setRead] = useState<Read | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { id, name } = entity;
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again after each change
  useEffect(() => {
    let isCurrent = true;
    app.api.memory.list({ filter: { entityId: id, states: ['kept'] }, limit: SHOWN }).then(
      (answer) => {
        if (isCurrent) setRead(answer);
      },
      (cause: unknown) => {
        if (isCurrent) setProblem(sentenceOf(cause));
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [app, id, changes]);
  if (problem !== null) return <p className="text-quiet">{problem}</p>;
  if (read === null) return null;
  if (read.total === 0) return <p className="text-quiet">None any more.</p>;
  return (
    <div className="settings-group">
      <MemoryLines
        label="Memories"
        memories={read.memories}
        onOpen={(memory) => openMemory(app, memory.id)}
      />
      {read.total > read.memories.length && (
        <div>
          <Button size="small" onClick={() => showNarrowed(app, { entity: { id, name } })}>
            Show all of them
          </Button>
        </div>
      )}
    </div>
  );
}
