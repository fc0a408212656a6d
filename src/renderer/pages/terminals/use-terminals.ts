// The terminals of one conversation, as main says they are. Kept only while a page shows them.
import { useEffect, useState } from 'react';
import type { TerminalView } from '../../../contracts/terminals.ts';
import { useApp } from '../../stores/chat-stores.ts';

/** Oldest first. */
export function useTerminals(conversationId: string): readonly TerminalView[] {
  const { api, toasts } = useApp();
  const [terminals, setTerminals] = useState<readonly TerminalView[]>([]);

  useEffect(() => {
    let left = false;
    const merge = (changed: readonly TerminalView[]): void => {
      const ours = changed.filter((terminal) => terminal.conversationId === conversationId);
      if (!left && ours.length > 0) setTerminals((before) => merged(before, ours));
    };
    // Subscribed first and read then, so that nothing falls between.
    const end = api.terminals.on['terminal-change']((terminal) => merge([terminal]));
    void toasts.tell(api.terminals.list({})).then((all) => {
      if (all !== null) merge(all);
    });
    return () => {
      left = true;
      end();
    };
  }, [api, toasts, conversationId]);

  return terminals;
}

function merged(before: readonly TerminalView[], changed: readonly TerminalView[]): readonly TerminalView[] {
  const byId = new Map(before.map((terminal) => [terminal.id, terminal]));
  for (const terminal of changed) {
    // What is read late does not bring an ended one back.
    if (byId.get(terminal.id)?.state !== 'ended') byId.set(terminal.id, terminal);
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
