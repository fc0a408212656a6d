// The ties of one and among its neighbours, in words: the same that the picture shows, and more than it has room for. Each
// names the memory that says so.
import { ArrowRight, TriangleAlert } from 'lucide-react';
import { Button } from '../../../components/controls/button.tsx';
import { Badge } from '../../../components/feedback/badge.tsx';
import { Icon } from '../../../components/icon.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import type { OpenEntity } from '../../../stores/memory/entities.ts';
import { openMemory } from '../open-in-memory.ts';

export function RelationList({ opened }: { readonly opened: OpenEntity }) {
  const app = useApp();
  const { entity, neighbours, relations } = opened;
  const known = new Map([entity, ...neighbours].map((one) => [one.id, one.name]));
  // Its own first, then those among its neighbours.
  const isOwn = ({ fromId, toId }: (typeof relations)[number]) => fromId === entity.id || toId === entity.id;
  const ordered = [...relations.filter(isOwn), ...relations.filter((one) => !isOwn(one))];
  const end = (id: string) =>
    id === entity.id ? (
      <span className="text-strong">{known.get(id)}</span>
    ) : (
      <button type="button" className="link" onClick={() => void app.memory.entities.show(id)}>
        {known.get(id) ?? 'Somebody or something else'}
      </button>
    );
  return (
    <ul className="ties" aria-label="Ties">
      {ordered.map(({ fromId, relation, toId, memoryId, untrusted }) => (
        <li key={`${fromId} ${relation} ${toId} ${memoryId}`} className="tie-line">
          <span className="tie-sentence">
            {end(fromId)} <span className="text-quiet">{relation}</span> <Icon of={ArrowRight} /> {end(toId)}
            {untrusted && <Badge bare tone="warning" icon={TriangleAlert} word="Not trusted" />}
          </span>
          <Button
            size="small"
            tone="quiet"
            aria-label={`Memory: ${known.get(fromId) ?? ''} ${relation} ${known.get(toId) ?? ''}`}
            onClick={() => openMemory(app, memoryId)}
          >
            Memory
          </Button>
        </li>
      ))}
    </ul>
  );
}
