// The second column of Memory: its four parts, the months of what is listed, and one quiet line of progress.
import { Brain, CircleDashed, FileText, Pin, TriangleAlert, Users } from 'lucide-react';
import { useStore } from 'zustand';
import { Icon, type LucideIcon } from '../../components/icon.tsx';
import { List } from '../../components/layout/list-row.tsx';
import { PageHead } from '../../components/layout/split-layout.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import type { MemorySection } from '../../stores/memory/memory-stores.ts';
import { progressLine } from '../../stores/memory/progress.ts';
import { moveInList } from '../shell/list-keys.ts';
import { Months } from './everything/months.tsx';

const SECTIONS: readonly {
  readonly name: MemorySection;
  readonly label: string;
  readonly icon: LucideIcon;
}[] = [
  { name: 'everything', label: 'Everything', icon: Brain },
  { name: 'entities', label: 'People and things', icon: Users },
  { name: 'documents', label: 'Documents', icon: FileText },
  { name: 'core', label: 'Always in mind', icon: Pin },
];

export function MemoryNav() {
  const app = useApp();
  const current = useStore(app.memory.section, ({ name }) => name);
  return (
    <div className="memory-nav">
      <PageHead title="Memory" />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons within */}
      <div className="memory-parts" onKeyDown={moveInList}>
        <List label="Parts of memory">
          {SECTIONS.map(({ name, label, icon }) => (
            // biome-ignore lint/a11y/useSemanticElements: as in List
            <div key={name} role="listitem">
              <button
                type="button"
                className="row-main side-item memory-part"
                title={label}
                aria-current={name === current ? 'true' : undefined}
                onClick={() => app.memory.section.setState({ name })}
              >
                <Icon of={icon} />
                <span className="side-label">{label}</span>
              </button>
            </div>
          ))}
        </List>
      </div>
      {current === 'everything' && <Months />}
      <ProgressLine />
    </div>
  );
}

function ProgressLine() {
  const app = useApp();
  const state = useStore(app.memory.progress.store);
  const line = progressLine(state);
  return (
    <div className="memory-progress" role="status">
      {line && (
        <span className={`memory-progress-${line.tone}`} title={line.words}>
          <Icon
            of={line.tone === 'trouble' ? TriangleAlert : CircleDashed}
            turning={line.tone === 'working'}
          />
          <span className="memory-progress-words">{line.words}</span>
        </span>
      )}
    </div>
  );
}
