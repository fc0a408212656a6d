// Several lines of text; it grows with what is written until it scrolls (`field-sizing` in fields.css).
import type { ComponentProps } from 'react';
import { classNames } from '../class-names.ts';
import { Field, type FieldWords } from './field.tsx';

export interface TextAreaProps extends FieldWords, Omit<ComponentProps<'textarea'>, 'id' | 'className'> {
  readonly code?: boolean;
}

export function TextArea({
  label,
  hint,
  error,
  labelHidden,
  code = false,
  rows = 3,
  ...input
}: TextAreaProps) {
  return (
    <Field label={label} hint={hint} error={error} labelHidden={labelHidden}>
      {(ties) => (
        <textarea
          spellCheck={code ? false : undefined}
          rows={rows}
          {...input}
          {...ties}
          className={classNames('field-input', 'text-area', code && 'field-code')}
        />
      )}
    </Field>
  );
}
