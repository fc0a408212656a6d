// A row that opens: a tool call with its arguments, decision and output; a frame with its causes. What is inside
// is drawn only once it was opened, so that a long transcript costs only its rows.
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { classNames } from '../class-names.ts';
import { Icon, type LucideIcon } from '../icon.tsx';

export interface DisclosureRowProps {
  /** Shown in the row, for instance the tool's name. */
  readonly title: string;
  readonly code?: boolean;
  readonly icon?: LucideIcon;
  /** What it is about, in one line; cut with dots when the row is narrow. */
  readonly detail?: ReactNode;
  /** At the end of the row: a badge, a time. */
  readonly aside?: ReactNode;
  readonly startsOpen?: boolean;
  readonly children: ReactNode;
}

export function DisclosureRow({
  title,
  code = false,
  icon,
  detail,
  aside,
  startsOpen = false,
  children,
}: DisclosureRowProps) {
  const [open, setOpen] = useState(startsOpen);
  return (
    <details className="opens" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="opens-head">
        <Icon of={ChevronRight} className="opens-chevron" />
        {icon && <Icon of={icon} />}
        <span className={classNames('opens-title', code && 'code')}>{title}</span>
        <span className="opens-detail">{detail}</span>
        {aside}
      </summary>
      {open && <div className="opens-body">{children}</div>}
    </details>
  );
}

/** A labelled part of what is inside: "Arguments", "Decision", "Output". */
export function DisclosurePart({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ReactNode;
}) {
  return (
    <div>
      <div className="opens-label">{label}</div>
      {children}
    </div>
  );
}
