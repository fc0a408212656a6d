// A state in one word, always with a shape: colour is never alone.
import { Check, Circle, CircleDot, type LucideIcon, OctagonX, TriangleAlert } from 'lucide-react';
import { classNames } from '../class-names.ts';
import { Icon } from '../icon.tsx';

export type BadgeTone = 'neutral' | 'accent' | 'success' | 'warning' | 'danger';

export interface BadgeProps {
  readonly tone?: BadgeTone;
  readonly word: string;
  /** Another shape than the tone's own. */
  readonly icon?: LucideIcon;
  /** Something goes on: the shape turns. */
  readonly turning?: boolean;
  /** No frame, for use within a row. */
  readonly bare?: boolean;
  readonly title?: string;
}

const SHAPES: Readonly<Record<BadgeTone, LucideIcon>> = {
  neutral: Circle,
  accent: CircleDot,
  success: Check,
  warning: TriangleAlert,
  danger: OctagonX,
};

export function Badge({ tone = 'neutral', word, icon, turning = false, bare = false, title }: BadgeProps) {
  return (
    <span className={classNames('badge', `badge-${tone}`, bare && 'badge-bare')} title={title}>
      <Icon of={icon ?? SHAPES[tone]} turning={turning} />
      {word}
    </span>
  );
}
