// One line that narrows what is shown. Escape empties it, by the browser; the page waits, if searching costs.
import { Search } from 'lucide-react';
import type { Ref } from 'react';
import { Icon } from '../icon.tsx';

export interface SearchFieldProps {
  /** What is searched, heard and shown while empty: "Search conversations". */
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly inputRef?: Ref<HTMLInputElement>;
}

export function SearchField({ label, value, onChange, inputRef }: SearchFieldProps) {
  return (
    <div className="search">
      <Icon of={Search} />
      <input
        ref={inputRef}
        type="search"
        className="field-input"
        aria-label={label}
        placeholder={label}
        value={value}
        spellCheck={false}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}
