// What can be done with one memory: pin, put away, delete, forget. The same deeds as for many, undone the same way.
import type { MemoryView } from '../../../../contracts/memory.ts';
import { Button } from '../../../components/controls/button.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { forgetChosen } from '../everything/list-foot.tsx';

export function MemoryDeedBar({ memory }: { readonly memory: MemoryView }) {
  const app = useApp();
  const { deeds } = app.memory;
  const { pinned, state } = memory;
  return (
    <div className="memory-deeds" role="toolbar" aria-label="With this memory">
      {state === 'deleted' ? (
        <Button size="small" onClick={() => void deeds.bringBack([memory])}>
          Bring back
        </Button>
      ) : (
        <>
          <Button
            size="small"
            title="What is pinned is found sooner"
            onClick={() => void deeds.setPinned([memory], !pinned)}
          >
            {pinned ? 'Unpin' : 'Pin'}
          </Button>
          {(state === 'kept' || state === 'disabled') && (
            <Button
              size="small"
              title={state === 'kept' ? 'It is shown here, and the agent does not find it' : undefined}
              onClick={() => void deeds.setPutAway([memory], state === 'kept')}
            >
              {state === 'kept' ? 'Put away' : 'Bring back'}
            </Button>
          )}
          <Button size="small" onClick={() => void deeds.remove([memory])}>
            Delete
          </Button>
        </>
      )}
      <Button
        size="small"
        title="It, and all that it came from, for good"
        onClick={() => forgetChosen(app, [memory])}
      >
        Forget…
      </Button>
    </div>
  );
}
