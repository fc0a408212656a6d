// An icon from the one set, in the two sizes and the one stroke that tokens.css knows.
// An icon says nothing on its own: it is hidden from assistive technology and stands beside a word, or inside
// a control that has a label.
import type { LucideIcon } from 'lucide-react';
import { classNames } from './class-names.ts';

export type { LucideIcon } from 'lucide-react';

export interface IconProps {
  readonly of: LucideIcon;
  readonly size?: 'small' | 'large';
  /** Turns while something goes on; stands still where the person asked for less motion. */
  readonly turning?: boolean;
  readonly className?: string;
}

export function Icon({ of: Drawing, size = 'small', turning = false, className }: IconProps) {
  return (
    <Drawing
      aria-hidden="true"
      className={classNames('icon', size === 'large' && 'icon-large', turning && 'icon-turning', className)}
    />
  );
}
