// A question within the window, by the browser's own dialog: it keeps the keyboard inside, Escape closes it, and
// the focus goes back to where it was. Nothing that widens authority is ever settled here (see Two surfaces).
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { classNames } from '../class-names.ts';
import { IconButton } from '../controls/icon-button.tsx';

export interface DialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly children: ReactNode;
  /** Buttons, the safe one first. */
  readonly actions?: ReactNode;
  /** Escape, the cross, or the browser. The page sets `open` to false in answer. */
  readonly onClose: () => void;
  /** For what must be read before one decides. */
  readonly wide?: boolean;
  /** A dialog of several steps: with each the keyboard goes where one acts in it. */
  readonly step?: string;
}

export function Dialog({ open, title, children, actions, onClose, wide = false, step }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a step is another dialog for the keyboard
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (!open) {
      if (element.open) element.close();
      return;
    }
    if (!element.open) element.showModal();
    // Where one acts, not the cross: the first input, else the first and safe button.
    element
      .querySelector<HTMLElement>('.dialog-body :is(input, textarea, select), .dialog-actions button')
      ?.focus();
  }, [open, step]);
  return (
    <dialog
      ref={dialog}
      className={classNames('dialog', wide && 'dialog-wide')}
      aria-labelledby={titleId}
      onClose={onClose}
    >
      <div className="dialog-head">
        <h2 className="text-lead text-strong" id={titleId}>
          {title}
        </h2>
        <IconButton size="small" icon={X} label="Close" onClick={() => dialog.current?.close()} />
      </div>
      <div className="dialog-body">{open && children}</div>
      {actions && <div className="dialog-actions">{actions}</div>}
    </dialog>
  );
}
