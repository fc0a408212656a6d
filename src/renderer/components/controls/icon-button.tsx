// A button that shows only an icon. Its label is heard, and shown when the pointer rests on it.
import type { ComponentProps } from 'react';
import { classNames } from '../class-names.ts';
import { Icon, type LucideIcon } from '../icon.tsx';
import { type ButtonSize, type ButtonTone, buttonClass } from './button.tsx';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label' | 'title'> {
  readonly icon: LucideIcon;
  /** A verb and its object, for instance "Copy code". */
  readonly label: string;
  readonly tone?: ButtonTone;
  readonly size?: ButtonSize;
  /** For a button that stays down, such as a filter. */
  readonly pressed?: boolean;
}

export function IconButton({
  icon,
  label,
  tone = 'quiet',
  size = 'medium',
  pressed,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      className={classNames(buttonClass(tone, size), 'icon-button', className)}
    >
      <Icon of={icon} />
    </button>
  );
}
