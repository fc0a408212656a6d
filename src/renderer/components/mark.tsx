// The mark: two nested arches, the inner one open. The same drawing as resources/mark.svg, so that it takes the
// colour of the text around it. Decoration: the product's name is written beside it.
import { classNames } from './class-names.ts';

export interface MarkProps {
  readonly size?: 'small' | 'large';
  /** The inner arch in the accent. */
  readonly tinted?: boolean;
}

export function Mark({ size = 'small', tinted = false }: MarkProps) {
  return (
    <svg
      className={classNames('mark', size === 'large' && 'mark-large')}
      viewBox="0 0 32 32"
      aria-hidden="true"
    >
      <path d="M3.5 30V16a12.5 12.5 0 0 1 25 0V30" />
      <path className={tinted ? 'mark-inner' : undefined} d="M10.5 30V16a5.5 5.5 0 0 1 11 0V22" />
    </svg>
  );
}
