// One person or thing: its names, the picture of what is around it, the same as a list, and the memories that speak of it.
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { EntityKind, EntityView } from '../../../../contracts/entities.ts';
import { Button } from '../../../components/controls/button.tsx';
import { IconButton } from '../../../components/controls/icon-button.tsx';
import { SelectField } from '../../../components/controls/select-field.tsx';
import { EmptyState } from '../../../components/feedback/empty-state.tsx';
import { PageHead, Reading, Scroll, SectionLabel } from '../../../components/layout/split-layout.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import type { OpenEntity } from '../../../stores/memory/entities.ts';
import { countedAs, ENTITY_KINDS, ofWhom } from '../memory-words.ts';
import { MergeDialog, RemoveDialog } from './entity-dialogs.tsx';
import { EntityMemories } from './entity-memories.tsx';
import { EntityNames } from './entity-names.tsx';
import { Neighbourhood } from './neighbourhood.tsx';
import { RelationList } from './relation-list.tsx';

export function EntityPage() {
  const app = useApp();
  const { id, opened, problem } = useStore(app.memory.entities.open);
  const [asks, setAsks] = useState<'merge' | 'remove' | null>(null);
  const back = () => void app.memory.entities.show(null);
  return (
    <>
      <PageHead
        title={opened?.entity.name ?? 'People and things'}
        detail={opened && detailOf(opened.entity)}
        leading={<IconButton icon={ArrowLeft} label="All people and things" onClick={back} />}
        actions={
          opened && (
            <>
              <Button onClick={() => setAsks('merge')}>Same as…</Button>
              <Button onClick={() => setAsks('remove')}>Remove…</Button>
            </>
          )
        }
      />
      <Scroll>
        <Reading>
          {problem !== null && (
            <EmptyState
              title="It could not be read"
              next={problem}
              actions={<Button onClick={() => void app.memory.entities.show(id)}>Try again</Button>}
            />
          )}
          {opened && <Body opened={opened} />}
        </Reading>
      </Scroll>
      {opened && (
        <>
          <MergeDialog
            key={`merge ${opened.entity.id}`}
            entity={opened.entity}
            open={asks === 'merge'}
            onClose={() => setAsks(null)}
          />
          <RemoveDialog entity={opened.entity} open={asks === 'remove'} onClose={() => setAsks(null)} />
        </>
      )}
    </>
  );
}

function detailOf(entity: EntityView): string {
  return [
    ENTITY_KINDS[entity.kind].word,
    ...ofWhom(entity),
    countedAs(entity.memories, 'memory', 'memories'),
  ].join(' · ');
}

function Body({ opened }: { readonly opened: OpenEntity }) {
  const { entity, neighbours } = opened;
  return (
    <div className="entity">
      {neighbours.length === 0 ? (
        <p className="text-quiet">Nothing is known yet of what it is tied to.</p>
      ) : (
        <Neighbourhood opened={opened} />
      )}
      {opened.relations.length > 0 && (
        <section>
          <SectionLabel>Ties</SectionLabel>
          <RelationList opened={opened} />
        </section>
      )}
      <section>
        <SectionLabel>Memories that speak of it</SectionLabel>
        <EntityMemories entity={entity} />
      </section>
      <section>
        <SectionLabel>Name and kind</SectionLabel>
        <div className="entity-names">
          <EntityNames entity={entity} />
          <Kind entity={entity} />
        </div>
      </section>
    </div>
  );
}

function Kind({ entity }: { readonly entity: EntityView }) {
  const app = useApp();
  const change = async (kind: EntityKind) => {
    await app.toasts.tell(app.api.entities.setKind({ id: entity.id, kind }));
    await app.memory.entities.refresh();
  };
  return (
    <section className="entity-kind">
      <SelectField<EntityKind>
        label="Kind"
        value={entity.kind}
        options={(Object.keys(ENTITY_KINDS) as EntityKind[]).map((value) => ({
          value,
          label: ENTITY_KINDS[value].word,
        }))}
        onChange={(kind) => void change(kind)}
      />
    </section>
  );
}
