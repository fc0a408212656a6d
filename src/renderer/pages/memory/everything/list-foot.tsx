// Below the list, always of one height so that nothing moves: what is done with the chosen memories, or the keys.
import { Archive, ArchiveRestore, Eraser, Pin, Trash2, Undo2 } from 'lucide-react';
import { useStore } from 'zustand';
import { Button } from '../../../components/controls/button.tsx';
import { KeyHint } from '../../../components/reading/key-hint.tsx';
import { type ChatApp, useApp } from '../../../stores/chat-stores.ts';
import { MAX_FORGET } from '../../../stores/memory/forgetting.ts';
import { type Chosen, emptied } from '../../../stores/memory/selection.ts';

export function ListFoot() {
  const app = useApp();
  const chosen = useStore(app.memory.selection, (state) => state.chosen);
  const total = useStore(app.memory.list.store, (state) => state.total);
  if (total === 0) return null;
  return (
    <div className="list-foot">
      <span role="status" className="list-foot-count">
        {chosen.size > 0 && `${chosen.size.toLocaleString('en')} chosen`}
      </span>
      {chosen.size > 0 ? <Deeds chosen={[...chosen.values()]} /> : <Keys />}
    </div>
  );
}

/** Words to chosen memories: all that they came from. */
export function forgetChosen(app: ChatApp, memories: readonly Pick<Chosen, 'id'>[]): void {
  if (memories.length > MAX_FORGET) {
    app.toasts.say('warning', `Choose at most ${MAX_FORGET} to forget at once.`);
    return;
  }
  void app.memory.forgetting.look({ by: 'memories', ids: memories.map(({ id }) => id) });
}

function Deeds({ chosen }: { readonly chosen: readonly Chosen[] }) {
  const app = useApp();
  const { deeds, selection } = app.memory;
  const isPinning = chosen.some(({ pinned }) => !pinned);
  const isPuttingAway = chosen.some(({ state }) => state === 'kept');
  const isAllDeleted = chosen.every(({ state }) => state === 'deleted');
  const empty = () => selection.setState(emptied);
  const run = (deed: Promise<void>) => {
    empty();
    void deed;
  };
  return (
    <div className="list-foot-deeds" role="toolbar" aria-label="With the chosen memories">
      {isAllDeleted ? (
        <Button size="small" icon={Undo2} onClick={() => run(deeds.bringBack(chosen))}>
          Bring back
        </Button>
      ) : (
        <>
          <Button size="small" icon={Pin} onClick={() => run(deeds.setPinned(chosen, isPinning))}>
            {isPinning ? 'Pin' : 'Unpin'}
          </Button>
          <Button
            size="small"
            icon={isPuttingAway ? Archive : ArchiveRestore}
            onClick={() => run(deeds.setPutAway(chosen, isPuttingAway))}
          >
            {isPuttingAway ? 'Put away' : 'Bring back'}
          </Button>
          <Button size="small" icon={Trash2} onClick={() => run(deeds.remove(chosen))}>
            Delete
          </Button>
        </>
      )}
      <Button size="small" icon={Eraser} onClick={() => forgetChosen(app, chosen)}>
        Forget…
      </Button>
      <Button size="small" tone="quiet" onClick={empty}>
        Choose none
      </Button>
    </div>
  );
}

function Keys() {
  return (
    <div className="list-foot-keys">
      <span>
        <KeyHint keys="Up" /> <KeyHint keys="Down" /> move
      </span>
      <span>
        <KeyHint keys="Enter" /> open
      </span>
      <span>
        <KeyHint keys="Space" /> choose
      </span>
      <span>
        <KeyHint keys="P" /> pin
      </span>
      <span>
        <KeyHint keys="Delete" /> delete
      </span>
      <span>
        <KeyHint keys="Mod+Z" /> undo
      </span>
    </div>
  );
}
