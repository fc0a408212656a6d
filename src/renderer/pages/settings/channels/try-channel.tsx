// A live test of one channel, and what came of it in a sentence.
import { useState } from 'react';
import { sentenceOf } from '../../../api.ts';
import { Button } from '../../../components/controls/button.tsx';
import { Badge } from '../../../components/feedback/badge.tsx';
import { useApp } from '../../../stores/chat-stores.ts';

export function TryChannel({ channel }: { readonly channel: string }) {
  const app = useApp();
  const [isBusy, setBusy] = useState(false);
  const [trial, setTrial] = useState<{ works: boolean; message: string } | null>(null);
  const run = async () => {
    setBusy(true);
    setTrial(null);
    try {
      setTrial(await app.api.channels.test({ channel }));
    } catch (cause) {
      setTrial({ works: false, message: sentenceOf(cause) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="settings-actions">
      <Button busy={isBusy} onClick={() => void run()}>
        Test the connection
      </Button>
      <div className="change-line" role="status">
        {trial && <Badge bare tone={trial.works ? 'success' : 'danger'} word={trial.message} />}
      </div>
    </div>
  );
}
