// A thing of its own with what one can do about it: a pairing request, a channel, a group of settings.
import type { ReactNode } from 'react';
import { classNames } from '../class-names.ts';
import { Icon, type LucideIcon } from '../icon.tsx';

export interface CardProps {
  readonly title?: string;
  readonly detail?: ReactNode;
  readonly icon?: LucideIcon;
  /** At the end of the head: a badge, a time. */
  readonly aside?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the most likely one first. */
  readonly actions?: ReactNode;
  /** No inner space, for a card that holds rows. */
  readonly flush?: boolean;
}

export function Card({ title, detail, icon, aside, children, actions, flush = false }: CardProps) {
  return (
    <section className={classNames('card', flush && 'card-flush')} aria-label={title}>
      {(title || aside) && (
        <div className="card-head">
          {icon && <Icon of={icon} size="large" />}
          <div className="card-words">
            {title && <h3 className="card-title">{title}</h3>}
            {detail && <div className="card-detail">{detail}</div>}
          </div>
          {aside}
        </div>
      )}
      {children}
      {actions && <div className="card-actions">{actions}</div>}
    </section>
  );
}
