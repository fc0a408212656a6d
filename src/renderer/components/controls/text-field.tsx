// One line of text. A secret is shown as dots, is never filled in by the browser, and is not kept by React.
import type { ComponentProps } from 'react';
import { classNames } from '../class-names.ts';
import { Field, type FieldWords } from './field.tsx';

export interface TextFieldProps extends FieldWords, Omit<ComponentProps<'input'>, 'id' | 'className'> {
  /** Monospace, for what runs or is copied exactly. */
  readonly code?: boolean;
  /** A password or token. */
  readonly secret?: boolean;
}

export function TextField({
  label,
  hint,
  error,
  labelHidden,
  code = false,
  secret = false,
  ...input
}: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} labelHidden={labelHidden}>
      {(ties) => (
        <input
          type={secret ? 'password' : 'text'}
          autoComplete="off"
          spellCheck={code || secret ? false : undefined}
          {...input}
          {...ties}
          className={classNames('field-input', code && 'field-code')}
        />
      )}
    </Field>
  );
}
