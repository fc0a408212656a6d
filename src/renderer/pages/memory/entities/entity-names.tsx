// The names of one: what it is called, changed in place, and its other names, each taken away or made the first.
import { Plus, X } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import type { EntityView } from '../../../../contracts/entities.ts';
import { sentenceOf } from '../../../api.ts';
import { Button } from '../../../components/controls/button.tsx';
import { IconButton } from '../../../components/controls/icon-button.tsx';
import { TextField } from '../../../components/controls/text-field.tsx';
import { useApp } from '../../../stores/chat-stores.ts';

const MAX_NAME = 100;

export function EntityNames({ entity }: { readonly entity: EntityView }) {
  const app = useApp();
  const { id, name, aliases } = entity;
  const remove = async (alias: string) => {
    await app.toasts.tell(app.api.entities.removeName({ id, name: alias }));
    await app.memory.entities.refresh();
  };
  return (
    <div className="settings-group">
      <NameForm
        label="Called"
        begins={name}
        action="Rename"
        onSave={(changed) => app.api.entities.rename({ id, name: changed })}
      />
      {aliases.length > 0 && (
        <ul className="chips" aria-label="Other names">
          {aliases.map((alias) => (
            <li key={alias} className="chip chip-name">
              <bdi>{alias}</bdi>
              <IconButton
                size="small"
                icon={X}
                label={`Remove the name ${alias}`}
                onClick={() => void remove(alias)}
              />
            </li>
          ))}
        </ul>
      )}
      <NameForm
        label="Another name"
        begins=""
        action="Add"
        onSave={(added) => app.api.entities.addName({ id, name: added })}
      />
    </div>
  );
}

interface NameFormProps {
  readonly label: string;
  readonly begins: string;
  readonly action: string;
  readonly onSave: (name: string) => Promise<unknown>;
}

function NameForm({ label, begins, action, onSave }: NameFormProps) {
  const app = useApp();
  const [text, setText] = useState(begins);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => setText(begins), [begins]);
  const name = text.trim();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name === '' || name === begins) return;
    setBusy(true);
    setProblem(null);
    try {
      await onSave(name);
      if (begins === '') setText('');
      await app.memory.entities.refresh();
    } catch (cause) {
      setProblem(sentenceOf(cause));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="name-form" onSubmit={(event) => void submit(event)}>
      <TextField
        label={label}
        value={text}
        maxLength={MAX_NAME}
        error={problem}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button
        type="submit"
        {...(begins === '' && { icon: Plus })}
        busy={busy}
        disabled={name === '' || name === begins}
      >
        {action}
      </Button>
    </form>
  );
}
