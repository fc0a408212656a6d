// On or off, effective at once. The label names what is on; the detail says what that means.
import { useId } from 'react';

export interface SwitchProps {
  readonly label: string;
  readonly detail?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

export function Switch({ label, detail, checked, onChange, disabled = false }: SwitchProps) {
  const id = useId();
  return (
    <div className="switch">
      <label className="switch-label" htmlFor={id}>
        {label}
      </label>
      <input
        type="checkbox"
        role="switch"
        id={id}
        className="switch-input"
        checked={checked}
        aria-checked={checked}
        aria-describedby={detail ? `${id}-detail` : undefined}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {detail && (
        <div className="switch-detail" id={`${id}-detail`}>
          {detail}
        </div>
      )}
    </div>
  );
}
