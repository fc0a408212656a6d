// Two questions about one: whether another is the same, with the names that come together, and whether it goes.
import { useEffect, useState } from 'react';
import type { EntityView } from '../../../../contracts/entities.ts';
import { sentenceOf } from '../../../api.ts';
import { Button } from '../../../components/controls/button.tsx';
import { ChoiceList } from '../../../components/controls/choice-list.tsx';
import { TextField } from '../../../components/controls/text-field.tsx';
import { Banner } from '../../../components/feedback/banner.tsx';
import { Dialog } from '../../../components/layout/dialog.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { countedAs, ENTITY_KINDS } from '../memory-words.ts';

export interface EntityDialogProps {
  readonly entity: EntityView;
  readonly open: boolean;
  readonly onClose: () => void;
}

const FOUND = 8;
const TYPING_PAUSE_MS = 180;

export function MergeDialog({ entity, open, onClose }: EntityDialogProps) {
  const app = useApp();
  const [text, setText] = useState('');
  const [found, setFound] = useState<readonly EntityView[]>([]);
  const [other, setOther] = useState<EntityView | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (!open) return;
    let isCurrent = true;
    const look = async () => {
      try {
        const { entities } = await app.api.entities.list({
          text: text.trim(),
          personId: entity.personId,
          limit: FOUND + 1,
        });
        if (isCurrent) setFound(entities.filter(({ id }) => id !== entity.id).slice(0, FOUND));
      } catch (cause) {
        if (isCurrent) setProblem(sentenceOf(cause));
      }
    };
    const timer = setTimeout(() => void look(), TYPING_PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [app, entity, text, open]);
  const close = () => {
    setText('');
    setOther(null);
    setProblem(null);
    onClose();
  };
  const merge = async (same: EntityView) => {
    setBusy(true);
    setProblem(null);
    try {
      await app.api.entities.merge({ id: entity.id, otherId: same.id });
      app.toasts.say('success', `${same.name} is now another name of ${entity.name}.`);
      close();
      await app.memory.entities.refresh();
    } catch (cause) {
      setProblem(sentenceOf(cause));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={open}
      title={`Who or what is the same as ${entity.name}?`}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            tone="primary"
            busy={busy}
            disabled={other === null}
            onClick={() => other !== null && void merge(other)}
          >
            Make them one
          </Button>
        </>
      }
    >
      <TextField
        type="search"
        label="Find"
        labelHidden
        placeholder="Find by name"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {found.length === 0 ? (
        <p className="text-quiet">Nobody and nothing else has such a name.</p>
      ) : (
        <ChoiceList
          label="The same as"
          labelHidden
          value={other?.id ?? null}
          choices={found.map(({ id, name, kind, aliases, memories }) => ({
            value: id,
            label: name,
            detail: [
              ENTITY_KINDS[kind].word,
              countedAs(memories, 'memory', 'memories'),
              ...(aliases.length === 0 ? [] : [`also ${aliases.join(', ')}`]),
            ].join(' · '),
          }))}
          onChange={(id) => setOther(found.find((one) => one.id === id) ?? null)}
        />
      )}
      {other !== null && <p>{mergeWords(entity, other)}</p>}
      {problem !== null && <Banner level="danger">{problem}</Banner>}
    </Dialog>
  );
}

/** Which names come together, and what it is called afterwards. */
export function mergeWords(entity: EntityView, other: EntityView): string {
  const names = [...new Set([entity.name, ...entity.aliases, other.name, ...other.aliases])];
  const last = names.at(-1) ?? '';
  const all =
    names.length === 1
      ? `“${last}”`
      : `${names
          .slice(0, -1)
          .map((name) => `“${name}”`)
          .join(', ')} and “${last}”`;
  return `${all} become one, called “${entity.name}”. Its memories and ties come together. This cannot be undone.`;
}

export function RemoveDialog({ entity, open, onClose }: EntityDialogProps) {
  const app = useApp();
  const remove = async () => {
    const outcome = await app.toasts.tell(app.api.entities.remove({ id: entity.id }));
    onClose();
    if (outcome === null) return;
    await app.memory.entities.show(null);
    app.toasts.say('success', `Removed ${entity.name}. Its memories stay.`);
    await app.memory.entities.refresh();
  };
  return (
    <Dialog
      open={open}
      title={`Remove ${entity.name}?`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="danger" onClick={() => void remove()}>
            Remove
          </Button>
        </>
      }
    >
      <p>
        Its names and ties go. The {countedAs(entity.memories, 'memory', 'memories')} that speak of it stay.
        It comes back when it is spoken of again.
      </p>
    </Dialog>
  );
}
