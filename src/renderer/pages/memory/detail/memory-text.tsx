// What a memory says, edited in place: Enter saves, Shift+Enter makes a new line, Escape leaves. What was refused stays in
// the field with the reason. What was said word for word, and what stands in a document, is not edited.
import { PenLine } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { MemoryView } from '../../../../contracts/memory.ts';
import { sentenceOf } from '../../../api.ts';
import { Button } from '../../../components/controls/button.tsx';
import { IconButton } from '../../../components/controls/icon-button.tsx';
import { TextArea } from '../../../components/controls/text-area.tsx';
import { ExactText } from '../../../components/reading/exact-text.tsx';
import { KeyHint } from '../../../components/reading/key-hint.tsx';
import { useApp } from '../../../stores/chat-stores.ts';

const MAX_CHARACTERS = 2_000;

export function MemoryText({ memory }: { readonly memory: MemoryView }) {
  const [draft, setDraft] = useState<string | null>(null);
  const canEdit = memory.kind !== 'message' && memory.kind !== 'passage' && memory.state !== 'deleted';
  if (draft !== null) return <Editor memory={memory} draft={draft} onDraft={setDraft} />;
  return (
    <div className="memory-text">
      <p className="memory-words">
        <ExactText text={memory.text} />
      </p>
      {canEdit && <IconButton icon={PenLine} label="Edit" onClick={() => setDraft(memory.text)} />}
    </div>
  );
}

interface EditorProps {
  readonly memory: MemoryView;
  readonly draft: string;
  readonly onDraft: (draft: string | null) => void;
}

function Editor({ memory, draft, onDraft }: EditorProps) {
  const app = useApp();
  const input = useRef<HTMLTextAreaElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const text = draft.trim();
  const isTooLong = text.length > MAX_CHARACTERS;
  useEffect(() => {
    const field = input.current;
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }, []);

  const save = async () => {
    if (text === memory.text) return onDraft(null);
    if (text === '' || isTooLong || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const changed = await app.api.memory.edit({ id: memory.id, text });
      // A change may be a new memory that replaces the old one: that is the one to look at then.
      app.memory.opened.setState({ id: changed.id });
      await app.memory.refresh();
      onDraft(null);
    } catch (cause) {
      setProblem(sentenceOf(cause));
    } finally {
      setBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      onDraft(null);
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void save();
    }
  };
  return (
    <div className="memory-text-editor">
      <TextArea
        ref={input}
        label="What is remembered"
        labelHidden
        value={draft}
        error={problem ?? (isTooLong ? `At most ${MAX_CHARACTERS.toLocaleString('en')} characters.` : null)}
        onChange={(event) => onDraft(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div className="settings-actions">
        <Button
          size="small"
          tone="primary"
          busy={busy}
          disabled={text === '' || isTooLong}
          trailing={<KeyHint keys="Enter" />}
          onClick={() => void save()}
        >
          Save
        </Button>
        <Button size="small" trailing={<KeyHint keys="Escape" />} onClick={() => onDraft(null)}>
          Leave it
        </Button>
      </div>
    </div>
  );
}
