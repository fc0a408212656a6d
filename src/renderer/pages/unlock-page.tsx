// The unlock window's one page: what happened, the passphrase, and for a new profile the same once more.
import { type FormEvent, useEffect, useState } from 'react';
import type { UnlockApi } from '../../contracts/surfaces.ts';
import type { UnlockQuestion } from '../../contracts/unlock.ts';
import { sentenceOf } from '../api.ts';
import { Button } from '../components/controls/button.tsx';
import { TextField } from '../components/controls/text-field.tsx';
import { Mark } from '../components/mark.tsx';

export function UnlockPage({ api }: { api: UnlockApi }) {
  const [question, setQuestion] = useState<UnlockQuestion | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    api.unlock.question({}).then(setQuestion, (cause: unknown) => setProblem(sentenceOf(cause)));
    return api.unlock.on['question-change']((next) => {
      setQuestion(next);
      setPassphrase('');
      setAgain('');
      setBusy(false);
    });
  }, [api]);

  if (question === null) return <main className="unlock">{problem ?? ''}</main>;
  const isNew = question.profile === 'new';

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isNew && passphrase !== again) {
      setProblem('The two are not the same. Type it once more.');
      return;
    }
    setProblem(null);
    setBusy(true);
    api.unlock.answer({ passphrase }).catch((cause: unknown) => {
      setBusy(false);
      setProblem(sentenceOf(cause));
    });
  };

  return (
    <main className="unlock">
      <h1 className="unlock-title text-lead">
        <Mark size="small" /> {isNew ? 'Choose a passphrase' : 'Unlock Sallyport'}
      </h1>
      <p className="unlock-message">{question.message}</p>
      <form className="unlock-form" onSubmit={submit}>
        <TextField
          label={isNew ? 'Passphrase' : 'Passphrase or recovery key'}
          secret
          autoFocus
          value={passphrase}
          onChange={(event) => setPassphrase(event.target.value)}
        />
        {isNew ? (
          <TextField
            label="Once more"
            secret
            value={again}
            onChange={(event) => setAgain(event.target.value)}
          />
        ) : null}
        {problem === null ? null : (
          <p className="unlock-problem" role="alert">
            {problem}
          </p>
        )}
        <Button tone="primary" type="submit" busy={busy} disabled={passphrase === ''}>
          {isNew ? 'Use this passphrase' : 'Unlock'}
        </Button>
      </form>
    </main>
  );
}
