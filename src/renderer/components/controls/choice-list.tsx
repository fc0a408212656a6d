// One of a few, each with its meaning written out beside it: how long a rule holds, which model, which preset.
import { useId } from 'react';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly detail?: string;
  readonly disabled?: boolean;
}

export interface ChoiceListProps<Value extends string> {
  readonly label: string;
  readonly labelHidden?: boolean;
  readonly choices: readonly Choice<Value>[];
  /** `null`: nothing chosen yet. */
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
}

export function ChoiceList<Value extends string>(props: ChoiceListProps<Value>) {
  const { label, labelHidden = false, choices, value, onChange } = props;
  const name = useId();
  return (
    <fieldset className="choices">
      <legend className={labelHidden ? 'only-heard' : 'choices-label'}>{label}</legend>
      {choices.map((choice) => (
        <label className="choice" key={choice.value}>
          <input
            type="radio"
            className="choice-input"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            disabled={choice.disabled}
            onChange={() => onChange(choice.value)}
          />
          <span className="choice-label">{choice.label}</span>
          {choice.detail && <span className="choice-detail">{choice.detail}</span>}
        </label>
      ))}
    </fieldset>
  );
}
