// Model servers found on this computer, each model with one press to use it. None found is said in one line.
import { HardDrive } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { ChatApi } from '../../../contracts/surfaces.ts';
import { Button } from '../../components/controls/button.tsx';
import { Badge } from '../../components/feedback/badge.tsx';
import { Card } from '../../components/layout/card.tsx';
import { List, ListRow } from '../../components/layout/list-row.tsx';
import { useApp } from '../../stores/chat-stores.ts';

type Server = Awaited<ReturnType<ChatApi['settings']['findLocalModels']>>[number];

export interface FoundModel {
  readonly baseUrl: string;
  readonly name: string;
}

export interface LocalServersProps {
  readonly onUse: (model: FoundModel) => void;
  readonly current: FoundModel;
}

export function LocalServers({ onUse, current }: LocalServersProps) {
  const app = useApp();
  const [servers, setServers] = useState<readonly Server[] | null>(null);
  const [busy, setBusy] = useState(false);
  const look = useCallback(async () => {
    setBusy(true);
    setServers((await app.toasts.tell(app.api.settings.findLocalModels({}))) ?? []);
    setBusy(false);
  }, [app]);
  useEffect(() => void look(), [look]);
  const again = (
    <Button size="small" tone="quiet" busy={busy} onClick={() => void look()}>
      Look again
    </Button>
  );
  if (servers === null || servers.length === 0) {
    return (
      <div className="settings-line">
        <span className="text-quiet">
          {servers === null
            ? 'Looking for model servers on this computer.'
            : 'No model server was found on this computer (Ollama, LM Studio, llama.cpp).'}
        </span>
        {servers !== null && again}
      </div>
    );
  }
  return (
    <section className="settings-group">
      <div className="settings-line">
        <h2 className="text-strong">Found on this computer</h2>
        {again}
      </div>
      <Card flush>
        <List label="Models on this computer">
          {servers.flatMap(({ label, baseUrl, models }) =>
            models.map((name) => (
              <ListRow
                key={`${baseUrl} ${name}`}
                icon={HardDrive}
                title={name}
                detail={`${label}. Nothing leaves this computer.`}
                actions={
                  current.baseUrl === baseUrl && current.name === name ? (
                    <Badge bare tone="success" word="Chosen" />
                  ) : (
                    <Button size="small" aria-label={`Use ${name}`} onClick={() => onUse({ baseUrl, name })}>
                      Use
                    </Button>
                  )
                }
              />
            )),
          )}
        </List>
      </Card>
    </section>
  );
}
