// What can be done with one memory: pin, put away, delete, forget. The same deeds as for many, undone the same way.
import { Archive, ArchiveRestore, Eraser, Pin, PinOff, Trash2, Undo2 } from 'lucide-react';
import type { MemoryView } from '../../../../contracts/memory.ts';
import { IconButton } from '../../../components/controls/icon-button.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { forgetChosen } from '../everything/list-foot.tsx';

export function MemoryDeedBar({ memory }: { readonly memory: MemoryView }) {
  const app = useApp();
  const { deeds } = app.memory;
  const { pinned, state } = memory;
  return (
    <div className="memory-deeds" role="toolbar" aria-label="With this memory">
      {state === 'deleted' ? (
        <IconButton
          icon={Undo2}
          tone="plain"
          label="Bring back"
          onClick={() => void deeds.bringBack([memory])}
        />
      ) : (
        <>
          <IconButton
            icon={pinned ? PinOff : Pin}
            tone="plain"
            label={pinned ? 'Unpin' : 'Pin: found first, and never forgotten by itself'}
            onClick={() => void deeds.setPinned([memory], !pinned)}
          />
          {(state === 'kept' || state === 'disabled') && (
            <IconButton
              icon={state === 'kept' ? Archive : ArchiveRestore}
              tone="plain"
              label={state === 'kept' ? 'Put away: shown here, not found by the agent' : 'Bring back'}
              onClick={() => void deeds.setPutAway([memory], state === 'kept')}
            />
          )}
          <IconButton icon={Trash2} tone="plain" label="Delete" onClick={() => void deeds.remove([memory])} />
        </>
      )}
      <IconButton
        icon={Eraser}
        tone="plain"
        label="Forget this and all it came from…"
        onClick={() => forgetChosen(app, [memory])}
      />
    </div>
  );
}
