// What a chosen file would add to memory, before anything of it is kept.
import { useState } from 'react';
import { useStore } from 'zustand';
import type { ImportPreview } from '../../../contracts/memory.ts';
import { sentenceOf } from '../../api.ts';
import { Button } from '../../components/controls/button.tsx';
import { Switch } from '../../components/controls/switch.tsx';
import { Banner } from '../../components/feedback/banner.tsx';
import { Dialog } from '../../components/layout/dialog.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { counted } from '../../stores/memory/memory-deeds.ts';
import { ImportFacts } from './import-facts.tsx';

export function ImportDialog() {
  const app = useApp();
  const preview = useStore(app.memory.importing, (state) => state.preview);
  const [busy, setBusy] = useState(false);
  const [pins, setPins] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const close = () => {
    setProblem(null);
    setPins(false);
    app.memory.importing.setState({ preview: null });
  };
  const take = async ({ importId }: ImportPreview) => {
    setBusy(true);
    setProblem(null);
    try {
      const { imported } = await app.api.memory.importChosen({ importId, pins });
      app.toasts.say('success', `Imported ${counted(imported)}.`);
      close();
      await app.memory.refresh();
    } catch (cause) {
      setProblem(sentenceOf(cause));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={preview !== null}
      wide
      title={preview === null ? 'Import' : `Import ${preview.name}`}
      onClose={close}
      actions={
        preview !== null && (
          <>
            <Button onClick={close}>Cancel</Button>
            <Button
              tone="primary"
              busy={busy}
              disabled={preview.fresh === 0}
              onClick={() => void take(preview)}
            >
              {preview.fresh === 0 ? 'Nothing to import' : `Import ${counted(preview.fresh)}`}
            </Button>
          </>
        )
      }
    >
      {preview !== null && <ImportFacts preview={preview} />}
      {preview !== null && preview.pinned > 0 && (
        <Switch
          label="Pin what the file calls pinned"
          detail={`${counted(preview.pinned)}. What is pinned is found before others, and not replaced by what others say.`}
          checked={pins}
          onChange={setPins}
        />
      )}
      {problem !== null && <Banner level="danger">{problem}</Banner>}
    </Dialog>
  );
}
