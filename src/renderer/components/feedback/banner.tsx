// Something the owner should know, with the button that does something about it. What happened first, then what
// to do. A warning or a danger is announced when it appears; an information is not.
import { Info, OctagonX, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '../class-names.ts';
import { Button } from '../controls/button.tsx';
import { IconButton } from '../controls/icon-button.tsx';
import { Icon } from '../icon.tsx';

export interface Action {
  /** A verb. */
  readonly label: string;
  readonly onAct: () => void;
}

export interface BannerProps {
  readonly level: 'info' | 'warning' | 'danger';
  readonly title?: string;
  readonly children: ReactNode;
  readonly action?: Action | undefined;
  readonly onDismiss?: (() => void) | undefined;
  /** Runs along the whole edge of a page rather than standing in it. */
  readonly edge?: boolean;
}

const SHAPES = { info: Info, warning: TriangleAlert, danger: OctagonX } as const;

export function Banner({ level, title, children, action, onDismiss, edge = false }: BannerProps) {
  return (
    <div
      className={classNames('banner', level !== 'info' && `banner-${level}`, edge && 'banner-edge')}
      role={level === 'info' ? 'note' : 'alert'}
    >
      <Icon of={SHAPES[level]} />
      <div className="banner-words">
        {title && <div className="banner-title">{title}</div>}
        <div>{children}</div>
      </div>
      {(action || onDismiss) && (
        <div className="banner-actions">
          {action && (
            <Button size="small" onClick={action.onAct}>
              {action.label}
            </Button>
          )}
          {onDismiss && <IconButton size="small" icon={X} label="Dismiss" onClick={onDismiss} />}
        </div>
      )}
    </div>
  );
}
