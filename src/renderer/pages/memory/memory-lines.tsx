// A few memories in rows: under an answer, on the page of one that they speak of.
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { MemoryView } from '../../../contracts/memory.ts';
import { Badge } from '../../components/feedback/badge.tsx';
import { Icon } from '../../components/icon.tsx';
import { Time } from '../../components/reading/time.tsx';
import { distrustWords, MEMORY_KINDS, sourceWords, whoWords } from './memory-words.ts';

export interface MemoryLinesProps {
  readonly label: string;
  readonly memories: readonly MemoryView[];
  readonly onOpen: (memory: MemoryView) => void;
  /** Buttons at the end of each. */
  readonly actions?: (memory: MemoryView) => ReactNode;
}

export function MemoryLines({ label, memories, onOpen, actions }: MemoryLinesProps) {
  return (
    <ul className="memory-lines" aria-label={label}>
      {memories.map((memory) => {
        const source = sourceWords(memory);
        return (
          <li key={memory.id} className="memory-line">
            <button type="button" className="memory-row-main" onClick={() => onOpen(memory)}>
              <bdi className="memory-row-text">{memory.text}</bdi>
              <span className="memory-row-meta">
                <Icon of={MEMORY_KINDS[memory.kind].icon} />
                <span>{MEMORY_KINDS[memory.kind].word}</span>
                {memory.untrusted && (
                  <Badge
                    bare
                    tone="warning"
                    icon={TriangleAlert}
                    word="Not trusted"
                    title={distrustWords(memory)}
                  />
                )}
                <span className="memory-row-from">
                  <bdi>{whoWords(memory)}</bdi>
                  {source !== null && (
                    <>
                      {' · '}
                      <bdi>{source}</bdi>
                    </>
                  )}
                </span>
                <Time at={memory.at} />
              </span>
            </button>
            {actions?.(memory)}
          </li>
        );
      })}
    </ul>
  );
}
