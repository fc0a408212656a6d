// Under a question that nobody answered: what became of it, and asking again. Nothing here allows or denies.
import { useEffect, useRef, useState } from 'react';
import type { Question } from '../../../contracts/approvals.ts';
import type { ApprovalApi } from '../../../contracts/surfaces.ts';
import { sentenceOf } from '../../api.ts';
import { Button } from '../../components/controls/button.tsx';
import { KeyHint } from '../../components/reading/key-hint.tsx';

export interface ExpiredFootProps {
  readonly api: Pick<ApprovalApi, 'authority'>;
  readonly question: Question;
  readonly message: string | null;
  readonly say: (message: string | null) => void;
}

export function ExpiredFoot({ api: { authority }, question, message, say }: ExpiredFootProps) {
  const [isSending, setSending] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  const tell = (cause: unknown) => say(sentenceOf(cause));
  const close = () => void authority.later({}).catch(tell);
  const again = async () => {
    setSending(true);
    try {
      const { settled, message: said } = await authority.askAgain({ id: question.id });
      say(settled ? null : said);
    } catch (cause) {
      tell(cause);
    } finally {
      setSending(false);
    }
  };
  useEffect(() => first.current?.focus(), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && event.isTrusted && !event.repeat)
        void authority.later({}).catch(() => undefined);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [authority]);
  return (
    <footer className="ask-foot">
      <div className="ask-hint">
        <p role="status">{message ?? 'Nobody answered in time, so it was denied. It did not run.'}</p>
      </div>
      <div className="ask-buttons">
        <Button ref={first} size="large" trailing={<KeyHint keys="Escape" />} onClick={close}>
          Close
        </Button>
        {question.kind === 'tool-call' && (
          <Button size="large" disabled={isSending} onClick={() => void again()}>
            Ask again
          </Button>
        )}
      </div>
    </footer>
  );
}
