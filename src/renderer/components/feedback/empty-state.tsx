// A list with nothing in it: small, saying what would be here and what to do next. No picture, no hero.
import type { ReactNode } from 'react';
import { Icon, type LucideIcon } from '../icon.tsx';

export interface EmptyStateProps {
  readonly icon?: LucideIcon;
  readonly title: string;
  /** What to do next, in one or two sentences. */
  readonly next: ReactNode;
  /** Buttons. */
  readonly actions?: ReactNode;
}

export function EmptyState({ icon, title, next, actions }: EmptyStateProps) {
  return (
    <div className="empty">
      {icon && <Icon of={icon} size="large" />}
      <div className="empty-title">{title}</div>
      <div className="empty-next">{next}</div>
      {actions && <div className="empty-actions">{actions}</div>}
    </div>
  );
}
