// Under an answer: the memories that were used in it. They are asked for when one looks, not before.
import { ChevronRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { MemoryView } from '../../../contracts/memory.ts';
import { sentenceOf } from '../../api.ts';
import { Button } from '../../components/controls/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { forgetChosen } from '../memory/everything/list-foot.tsx';
import { MemoryLines } from '../memory/memory-lines.tsx';
import { countedAs } from '../memory/memory-words.ts';
import { openMemory } from '../memory/open-in-memory.ts';

export interface UsedMemoriesProps {
  readonly turnId: string;
  readonly count: number;
}

export function UsedMemories({ turnId, count }: UsedMemoriesProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="used" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="used-head">
        <Icon of={ChevronRight} className="opens-chevron" />
        Used {countedAs(count, 'memory', 'memories')}
      </summary>
      {isOpen && <List turnId={turnId} />}
    </details>
  );
}

function List({ turnId }: { readonly turnId: string }) {
  const app = useApp();
  const [memories, setMemories] = useState<readonly MemoryView[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    app.api.memory.usedIn({ turnId }).then(setMemories, (cause: unknown) => setProblem(sentenceOf(cause)));
  }, [app, turnId]);
  if (problem !== null) return <p className="text-quiet">{problem}</p>;
  if (memories === null) return <p className="text-quiet">Looking</p>;
  if (memories.length === 0) return <p className="text-quiet">They were deleted or forgotten since.</p>;
  return (
    <MemoryLines
      label="Memories used in this answer"
      memories={memories}
      onOpen={(memory) => openMemory(app, memory.id)}
      actions={(memory) => (
        <Button size="small" tone="quiet" onClick={() => forgetChosen(app, [memory])}>
          Forget this…
        </Button>
      )}
    />
  );
}
