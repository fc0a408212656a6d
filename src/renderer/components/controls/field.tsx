// What surrounds every input: its label, a hint, an error, and the ids that tie them together.
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useId } from 'react';
import { Icon } from '../icon.tsx';

export interface FieldWords {
  readonly label: string;
  /** One sentence under the input. */
  readonly hint?: string | undefined;
  /** What is wrong and what to do; replaces the hint and marks the input. */
  readonly error?: string | null | undefined;
  /** The label is heard only, where the place says what the input is for. */
  readonly labelHidden?: boolean | undefined;
}

/** The attributes that the input must carry to be tied to its label and its hint or error. */
export interface FieldTies {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

export interface FieldProps extends FieldWords {
  readonly children: (ties: FieldTies) => ReactNode;
}

export function Field({ label, hint, error, labelHidden = false, children }: FieldProps) {
  const id = useId();
  const below = error ?? hint;
  const belowId = below ? `${id}-below` : undefined;
  return (
    <div className="field">
      <label className={labelHidden ? 'only-heard' : 'field-label'} htmlFor={id}>
        {label}
      </label>
      {children({ id, 'aria-describedby': belowId, 'aria-invalid': error ? true : undefined })}
      {error ? (
        <div className="field-error" id={belowId} role="alert">
          <Icon of={CircleAlert} />
          <span>{error}</span>
        </div>
      ) : (
        hint && (
          <div className="field-hint" id={belowId}>
            {hint}
          </div>
        )
      )}
    </div>
  );
}
