// Where one writes a message: it grows with the text, Enter sends, Shift+Enter makes a new line, and a key press
// that only confirms an input method's suggestion sends nothing. It keeps no draft: the page does.
import { ArrowUp, Square } from 'lucide-react';
import type { KeyboardEvent, ReactNode, Ref } from 'react';
import { classNames } from '../class-names.ts';
import { IconButton } from './icon-button.tsx';

export interface ComposerProps {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onSend: () => void;
  /** Given while a turn runs: the button stops it. What is written can still be sent with Enter. */
  readonly onStop?: (() => void) | undefined;
  readonly disabled?: boolean;
  /** A line under the text: the workspace, the model. */
  readonly foot?: ReactNode;
  readonly inputRef?: Ref<HTMLTextAreaElement>;
  /** What is written here is not kept: the frame says so without a word, the place says it in words. */
  readonly isPrivate?: boolean;
}

export function Composer(props: ComposerProps) {
  const {
    label,
    placeholder,
    value,
    onChange,
    onSend,
    onStop,
    disabled = false,
    foot,
    inputRef,
    isPrivate = false,
  } = props;
  const empty = value.trim() === '';
  const sendOnEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (!empty && !disabled) onSend();
  };
  return (
    <div className={classNames('composer', isPrivate && 'composer-private')}>
      <textarea
        ref={inputRef}
        className="composer-input"
        rows={1}
        aria-label={label}
        placeholder={placeholder}
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={sendOnEnter}
      />
      {onStop && empty ? (
        <IconButton icon={Square} label="Stop" tone="plain" onClick={onStop} />
      ) : (
        <IconButton
          icon={ArrowUp}
          label="Send"
          tone="primary"
          disabled={empty || disabled}
          onClick={onSend}
        />
      )}
      {foot && <div className="composer-foot">{foot}</div>}
    </div>
  );
}
