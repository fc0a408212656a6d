// A button that opens a short list of actions, in the browser's own top layer: it closes on Escape and on a
// press elsewhere without any code of ours. Arrow keys, Home and End move; Tab leaves.
import { ChevronDown } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import { classNames } from '../class-names.ts';
import { Icon, type LucideIcon } from '../icon.tsx';
import { type ButtonSize, type ButtonTone, buttonClass } from './button.tsx';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly icon?: LucideIcon;
  readonly tone?: 'plain' | 'danger';
  readonly disabled?: boolean;
  readonly trailing?: ReactNode;
  readonly onSelect: () => void;
}

export interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** With an icon the word is heard only; without, it is shown with a chevron. */
  readonly icon?: LucideIcon;
  readonly tone?: ButtonTone;
  readonly size?: ButtonSize;
  readonly disabled?: boolean;
}

export function Menu({
  label,
  items,
  icon,
  tone = icon ? 'quiet' : 'plain',
  size = 'medium',
  disabled = false,
}: MenuProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const choose = (item: MenuItem) => {
    list.current?.hidePopover();
    item.onSelect();
  };
  return (
    <>
      <button
        type="button"
        className={classNames(buttonClass(tone, size), icon && 'icon-button')}
        popoverTarget={id}
        aria-haspopup="menu"
        aria-label={icon ? label : undefined}
        title={icon ? label : undefined}
        disabled={disabled}
      >
        {icon ? <Icon of={icon} /> : <span>{label}</span>}
        {!icon && <Icon of={ChevronDown} />}
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className="menu"
        onKeyDown={moveFocus}
        onToggle={(event) => {
          if (event.newState === 'open') itemsOf(event.currentTarget)[0]?.focus();
        }}
      >
        {items.map((item) => (
          <button
            type="button"
            role="menuitem"
            tabIndex={-1}
            key={item.id}
            className={classNames('menu-item', item.tone === 'danger' && 'menu-item-danger')}
            disabled={item.disabled}
            onClick={() => choose(item)}
          >
            {item.icon && <Icon of={item.icon} />}
            <span className="menu-words">
              {item.label}
              {item.detail && <span className="menu-detail">{item.detail}</span>}
            </span>
            {item.trailing}
          </button>
        ))}
      </div>
    </>
  );
}

function itemsOf(list: HTMLElement): HTMLButtonElement[] {
  return [...list.querySelectorAll<HTMLButtonElement>('[role="menuitem"]:not(:disabled)')];
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const items = itemsOf(event.currentTarget);
  const at = items.findIndex((item) => item.matches(':focus'));
  const next = nextIndex(event.key, at, items.length);
  if (next === null) {
    if (event.key === 'Tab') event.currentTarget.hidePopover();
    return;
  }
  event.preventDefault();
  items[next]?.focus();
}

function nextIndex(key: string, at: number, length: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % length;
    case 'ArrowUp':
      return (at - 1 + length) % length;
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return null;
  }
}
