// The filters that are used less: whose, state, months, pinned, not trusted. A small panel in the browser's top layer; it
// closes on Escape and on a press elsewhere without code of ours. Each choice holds at once.
import { ListFilter as FilterShape } from 'lucide-react';
import { useId } from 'react';
import { useStore } from 'zustand';
import type { MemoryState } from '../../../../contracts/memory.ts';
import { buttonClass } from '../../../components/controls/button.tsx';
import { SelectField } from '../../../components/controls/select-field.tsx';
import { Switch } from '../../../components/controls/switch.tsx';
import { Icon } from '../../../components/icon.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { type ListFilter, monthWords, STATE_FILTERS } from '../../../stores/memory/list-filter.ts';

export interface FilterPanelProps {
  readonly filter: ListFilter;
  readonly onChange: (part: Partial<ListFilter>) => void;
}

export function FilterPanel({ filter, onChange }: FilterPanelProps) {
  const app = useApp();
  const { months, people } = useStore(app.memory.around);
  const id = useId();
  const monthOptions = (first: string) => [
    { value: '', label: first },
    ...months.map(({ month }) => ({ value: month, label: monthWords(month) })),
  ];
  return (
    <>
      <button type="button" className={buttonClass('plain', 'medium')} popoverTarget={id}>
        <Icon of={FilterShape} />
        <span>Filter</span>
      </button>
      <div id={id} popover="auto" role="dialog" aria-label="Filters" className="menu filter-panel">
        <SelectField
          label="Whose"
          value={filter.person?.id ?? ''}
          options={[
            { value: '', label: 'Everybody’s' },
            ...people.map((person) => ({ value: person.id, label: person.name })),
          ]}
          onChange={(personId) => onChange({ person: people.find((one) => one.id === personId) ?? null })}
        />
        <SelectField<MemoryState | 'usual'>
          label="State"
          value={filter.state ?? 'usual'}
          options={[
            { value: 'usual', label: 'Kept and put away' },
            ...(Object.keys(STATE_FILTERS) as MemoryState[]).map((state) => ({
              value: state,
              label: STATE_FILTERS[state],
            })),
          ]}
          onChange={(state) => onChange({ state: state === 'usual' ? null : state })}
        />
        <div className="filter-months">
          <SelectField
            label="From"
            value={filter.fromMonth ?? ''}
            options={monthOptions('The beginning')}
            onChange={(month) => onChange({ fromMonth: month === '' ? null : month })}
          />
          <SelectField
            label="To"
            value={filter.toMonth ?? ''}
            options={monthOptions('Now')}
            onChange={(month) => onChange({ toMonth: month === '' ? null : month })}
          />
        </div>
        <Switch label="Only pinned" checked={filter.pinned} onChange={(pinned) => onChange({ pinned })} />
        <Switch
          label="Only not trusted"
          detail="Words of somebody else."
          checked={filter.untrusted}
          onChange={(untrusted) => onChange({ untrusted })}
        />
      </div>
    </>
  );
}
