// Names and values, one a line, aligned. The values are given as they are to be read.
import { Fragment, type ReactNode } from 'react';

export interface FactLine {
  readonly name: string;
  readonly value: ReactNode;
}

export function Facts({ lines }: { readonly lines: readonly FactLine[] }) {
  return (
    <dl className="facts">
      {lines.map((line) => (
        <Fragment key={line.name}>
          <dt>{line.name}</dt>
          <dd>{line.value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
