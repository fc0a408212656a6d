// One message of a conversation: who, when, what. The body is given: Markdown for the agent, exact text for
// people. Delivery is said in words when it is anything but done.
import type { ReactNode } from 'react';
import { classNames } from '../class-names.ts';
import { Mark } from '../mark.tsx';
import { Time } from './time.tsx';

export interface MessageProps {
  /** `you`: the owner; `person`: someone on a channel; `notice`: Sallyport itself. */
  readonly author: 'you' | 'agent' | 'person' | 'notice';
  readonly name: string;
  /** ISO 8601. */
  readonly at: string;
  /** After the time: "edited", "sending", a badge. */
  readonly note?: ReactNode;
  readonly children: ReactNode;
  /** Small buttons, shown when the pointer or the keyboard is in the message. */
  readonly actions?: ReactNode;
}

export function Message({ author, name, at, note, children, actions }: MessageProps) {
  return (
    <article className={classNames('message', `message-${author}`)}>
      <header className="message-head">
        {author === 'agent' && (
          <span className="message-mark">
            <Mark />
          </span>
        )}
        <span className="message-name">{name}</span>
        <Time at={at} />
        {note}
        {actions && <span className="message-actions">{actions}</span>}
      </header>
      <div className="message-body">{children}</div>
    </article>
  );
}
