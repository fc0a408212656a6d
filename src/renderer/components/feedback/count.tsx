// How many there are, for the side bar and for lists. Nothing is shown for none.
import { classNames } from '../class-names.ts';

export interface CountProps {
  readonly of: number;
  /** What is counted, for those who hear it: "waiting for you". */
  readonly what: string;
  /** They wait for the owner. */
  readonly waiting?: boolean;
}

const SHOWN_AT_MOST = 99;

export function Count({ of, what, waiting = false }: CountProps) {
  if (of <= 0) return null;
  return (
    <span className={classNames('count', waiting && 'count-waiting')}>
      {of > SHOWN_AT_MOST ? `${SHOWN_AT_MOST}+` : of}
      <span className="only-heard"> {what}</span>
    </span>
  );
}
