// What a chosen file would add to memory, before anything of it is kept.
import { useState } from 'react';
import { useStore } from 'zustand';
import type { ImportPreview } from '../../../contracts/memory.ts';
import { sentenceOf } from '../../api.ts';
import { Button } from '../../components/controls/button.tsx';
import { Switch } from '../../components/controls/switch.tsx';
import { Banner } from '../../components/feedback/banner.tsx';
import { Dialog } from '../../components/layout/dialog.tsx';
import { DisclosureRow } from '../../components/layout/disclosure-row.tsx';
import { Facts } from '../../components/layout/facts.tsx';
import { ExactText } from '../../components/reading/exact-text.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { counted } from '../../stores/memory/memory-deeds.ts';

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
      {preview !== null && <What preview={preview} />}
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

function What({ preview }: { readonly preview: ImportPreview }) {
  const { fresh, known, leftOut, leftOutCount, people, sample, names, nameSample } = preview;
  return (
    <>
      <Facts
        lines={[
          { name: 'New', value: fresh.toLocaleString('en') },
          ...people.map(({ person, count }) => ({
            name: `Of ${person}`,
            value: count.toLocaleString('en'),
          })),
          { name: 'New names', value: names.toLocaleString('en') },
          { name: 'Known already', value: known.toLocaleString('en') },
          { name: 'Left out', value: leftOutCount.toLocaleString('en') },
        ]}
      />
      {sample.length > 0 && (
        <section>
          <h3 className="opens-label">Some of the new ones</h3>
          <ul className="around">
            {sample.map(({ text, person, pinned }) => (
              <li key={`${person} ${text}`}>
                <ExactText text={text} />
                <div className="text-quiet">
                  {person}
                  {pinned && ' · pinned in the file'}
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
      {nameSample.length > 0 && (
        <section>
          <h3 className="opens-label">Some of the new names of people and things</h3>
          <ul className="around">
            {nameSample.map((name) => (
              <li key={name}>
                <ExactText text={name} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {leftOut.length > 0 && (
        <DisclosureRow title="Left out, and why">
          <ul className="around">
            {leftOut.map(({ text, reason }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and a file may say the same twice
              <li key={at}>
                <ExactText text={text} />
                <div className="text-quiet">{reason}</div>
              </li>
            ))}
          </ul>
          {leftOutCount > leftOut.length && (
            <p className="text-quiet">And {(leftOutCount - leftOut.length).toLocaleString('en')} more.</p>
          )}
        </DisclosureRow>
      )}
    </>
  );
}
