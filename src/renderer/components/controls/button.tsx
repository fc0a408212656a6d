// A button with a word on it. Buttons are verbs: "Allow once", not "OK". Knows nothing of what it does.
import { LoaderCircle } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from '../class-names.ts';
import { Icon, type LucideIcon } from '../icon.tsx';

export type ButtonTone = 'primary' | 'plain' | 'danger' | 'quiet';
export type ButtonSize = 'small' | 'medium' | 'large';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly children: ReactNode;
  readonly tone?: ButtonTone;
  readonly size?: ButtonSize;
  readonly icon?: LucideIcon;
  /** Shown after the word, for instance a `KeyHint`. */
  readonly trailing?: ReactNode;
  /** Something goes on because of this button: it stays in place and takes no second press. */
  readonly busy?: boolean;
  readonly wide?: boolean;
}

export function Button(props: ButtonProps) {
  const { children, tone = 'plain', size = 'medium', icon, trailing, busy = false, wide = false } = props;
  const {
    tone: _tone,
    size: _size,
    icon: _icon,
    trailing: _trailing,
    busy: _busy,
    wide: _wide,
    ...rest
  } = props;
  return (
    <button
      type="button"
      {...rest}
      className={classNames(buttonClass(tone, size), wide && 'button-wide', props.className)}
      disabled={props.disabled === true || busy}
      aria-busy={busy || undefined}
    >
      {busy ? <Icon of={LoaderCircle} turning /> : icon && <Icon of={icon} />}
      <span>{children}</span>
      {trailing}
    </button>
  );
}

/** The classes of a button, for what must look like one and is another element. */
export function buttonClass(tone: ButtonTone, size: ButtonSize): string {
  return classNames('button', `button-${tone}`, size !== 'medium' && `button-${size}`);
}
