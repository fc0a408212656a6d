// A row of a list: 32 pixels with a title, or taller with a second line. Pressing it opens the thing; its own
// small actions stand at the end. `List` gives the roles; between the two a virtual scroller may stand.
import type { ReactNode } from 'react';
import { classNames } from '../class-names.ts';
import { Icon, type LucideIcon } from '../icon.tsx';

export interface ListProps {
  readonly label: string;
  readonly children: ReactNode;
}

export function List({ label, children }: ListProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual scroller puts elements of its own between list and rows
    <div className="list" role="list" aria-label={label}>
      {children}
    </div>
  );
}

export interface ListRowProps {
  readonly title: string;
  /** One line: after the title, quieter. Tall: a line of its own. */
  readonly detail?: ReactNode;
  readonly tall?: boolean;
  readonly icon?: LucideIcon;
  /** Before the words, instead of an icon. */
  readonly leading?: ReactNode;
  /** At the end of the title's line: a time, a count, a badge. */
  readonly note?: ReactNode;
  readonly selected?: boolean;
  /** Something new in it. */
  readonly strong?: boolean;
  readonly onSelect?: (() => void) | undefined;
  /** Buttons of the row's own. */
  readonly actions?: ReactNode;
}

export function ListRow(props: ListRowProps) {
  const {
    title,
    detail,
    tall = false,
    icon,
    leading,
    note,
    selected = false,
    strong = false,
    onSelect,
    actions,
  } = props;
  const words = (
    <>
      {icon ? <Icon of={icon} /> : leading}
      <span className="row-words">
        <span className="row-title">{title}</span>
        {!tall && detail && <span className="row-detail">{detail}</span>}
        {note && <span className="row-note">{note}</span>}
        {tall && <span className="row-detail">{detail}</span>}
      </span>
    </>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: see List
    <div
      role="listitem"
      className={classNames(
        'row',
        tall ? 'row-tall' : 'row-one-line',
        selected && 'row-selected',
        strong && 'row-strong',
      )}
    >
      {onSelect ? (
        <button
          type="button"
          className="row-main"
          aria-current={selected ? 'true' : undefined}
          onClick={onSelect}
        >
          {words}
        </button>
      ) : (
        <div className="row-main">{words}</div>
      )}
      {actions && <div className="row-actions">{actions}</div>}
    </div>
  );
}
