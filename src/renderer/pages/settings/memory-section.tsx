// Memory: from whose conversations facts are kept, which models do that and find by meaning, and taking everything out
// and in again.
import { Download, Upload } from 'lucide-react';
import { useStore } from 'zustand';
import type { Config } from '../../../contracts/settings.ts';
import { Button } from '../../components/controls/button.tsx';
import { ChoiceList } from '../../components/controls/choice-list.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { chooseImport, exportAs } from '../memory/memory-menu.tsx';
import { ChangeLine } from './change-line.tsx';
import { MemoryEmbeddingForm } from './memory-embedding-form.tsx';
import { MemoryModelForm } from './memory-model-form.tsx';
import { LearningState, MeaningState } from './memory-state.tsx';
import { useChange } from './use-change.ts';

type Memory = Config['memory'];

export function MemorySection() {
  const app = useApp();
  const memory = useStore(app.settings.store, ({ config }) => config?.memory);
  if (memory === undefined) return null;
  return (
    <>
      <LearnFrom memory={memory} />
      <section className="settings-group">
        <h2 className="text-strong">Model for keeping facts</h2>
        <p className="text-quiet">
          It reads what was said, keeps facts, and shortens conversations that grow too long. A small and
          cheap one will do.
        </p>
        <LearningState />
        <MemoryModelForm />
      </section>
      <section className="settings-group">
        <h2 className="text-strong">Searching by meaning</h2>
        <p className="text-quiet">
          Finds what fits by what it means, not by its words alone. After a change the new model reads all
          that is kept, in the background; search goes on meanwhile.
        </p>
        <MeaningState />
        <MemoryEmbeddingForm />
      </section>
      <section className="settings-group">
        <h2 className="text-strong">Take it with you</h2>
        <p className="text-quiet">An exported file is not encrypted: whoever has it can read it.</p>
        <div className="settings-actions">
          <Button icon={Download} onClick={() => void exportAs(app, 'markdown')}>
            Export as Markdown…
          </Button>
          <Button icon={Download} onClick={() => void exportAs(app, 'json')}>
            Export as JSON…
          </Button>
          <Button icon={Upload} onClick={() => void chooseImport(app)}>
            Import…
          </Button>
        </div>
      </section>
    </>
  );
}

function LearnFrom({ memory }: { readonly memory: Memory }) {
  const { change, result } = useChange();
  return (
    <div className="settings-group">
      <ChoiceList<Memory['learn_from']>
        label="Keep facts from"
        value={memory.learn_from}
        onChange={(from) => void change('memory.learn_from', from)}
        choices={[
          {
            value: 'everyone',
            label: 'Everyone',
            detail:
              'From what you say and what paired people say, each in a memory of their own. Costs one short call of the model after a talk.',
          },
          {
            value: 'owner',
            label: 'Only me',
            detail: 'Only from what you say. Costs the same, for your own talks alone.',
          },
          {
            value: 'nobody',
            label: 'Nobody',
            detail: 'Costs nothing. What was said can be found still, word for word.',
          },
        ]}
      />
      <ChangeLine result={result} />
    </div>
  );
}
