// One short question to the model with the present settings, and what came of it in words.
import { useState } from 'react';
import { sentenceOf } from '../../api.ts';
import { Button } from '../../components/controls/button.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { ChangeLine } from './change-line.tsx';
import type { ChangeResult } from './use-change.ts';

export function TryModel({ disabled }: { readonly disabled: boolean }) {
  const app = useApp();
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<ChangeResult | null>(null);
  const ask = async (): Promise<ChangeResult> => {
    try {
      const { works, message } = await app.api.settings.tryModel({});
      return { kind: works ? 'saved' : 'refused', message };
    } catch (cause) {
      return { kind: 'refused', message: sentenceOf(cause) };
    }
  };
  const run = async () => {
    setBusy(true);
    setResult(null);
    setResult(await ask());
    setBusy(false);
  };
  return (
    <div className="settings-actions">
      <Button busy={busy} disabled={disabled} onClick={() => void run()}>
        Try it
      </Button>
      {result === null && <span className="text-quiet">Asks the model one short question.</span>}
      <ChangeLine result={result} />
    </div>
  );
}
