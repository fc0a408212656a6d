// Short notices at the corner, said politely by assistive technology. The page keeps the list; this shows it and
// asks for a toast's removal when its time is over. Danger stays until it is dismissed; so does what the
// pointer or the keyboard is on.
import { Check, Info, OctagonX, TriangleAlert, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { classNames } from '../class-names.ts';
import { Button } from '../controls/button.tsx';
import { IconButton } from '../controls/icon-button.tsx';
import { Icon } from '../icon.tsx';
import type { Action } from './banner.tsx';

export interface Toast {
  readonly id: string;
  readonly tone: 'neutral' | 'success' | 'warning' | 'danger';
  readonly text: string;
  readonly action?: Action | undefined;
  /** Longer than usual, for what can still be undone. */
  readonly shownMs?: number | undefined;
}

export interface ToastRegionProps {
  readonly toasts: readonly Toast[];
  readonly onDismiss: (id: string) => void;
}

const SHAPES = { neutral: Info, success: Check, warning: TriangleAlert, danger: OctagonX } as const;

/** Long enough to read a sentence twice. */
const SHOWN_MS = 6_000;

export function ToastRegion({ toasts, onDismiss }: ToastRegionProps) {
  return (
    <section className="toasts" aria-label="Notices" aria-live="polite" aria-relevant="additions text">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} onDismiss={onDismiss} />
      ))}
    </section>
  );
}

function ToastCard({
  toast,
  onDismiss,
}: {
  readonly toast: Toast;
  readonly onDismiss: (id: string) => void;
}) {
  const [held, setHeld] = useState(false);
  const { id, tone, action, shownMs = SHOWN_MS } = toast;
  useEffect(() => {
    if (held || tone === 'danger') return;
    const timer = setTimeout(() => onDismiss(id), shownMs);
    return () => clearTimeout(timer);
  }, [held, id, tone, shownMs, onDismiss]);
  const act = () => {
    action?.onAct();
    onDismiss(id);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: resting here only keeps the notice; nothing is done by it
    <div
      className={classNames('toast', tone !== 'neutral' && `toast-${tone}`)}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon of={SHAPES[tone]} />
      <div className="toast-text">{toast.text}</div>
      {action && (
        <Button size="small" onClick={act}>
          {action.label}
        </Button>
      )}
      <IconButton size="small" icon={X} label="Dismiss" onClick={() => onDismiss(id)} />
    </div>
  );
}
