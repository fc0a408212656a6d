// Changing a setting, and what came of it in a sentence: saved, waiting in the approval window, or refused and why.
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { SettingKey } from '../../../contracts/settings.ts';
import { sentenceOf } from '../../api.ts';
import { useApp } from '../../stores/chat-stores.ts';
import type { Settings } from '../../stores/settings.ts';

export interface ChangeResult {
  readonly kind: 'saved' | 'asked' | 'refused';
  readonly message: string;
}

export interface Change {
  readonly isBusy: boolean;
  readonly result: ChangeResult | null;
  /** Gives what came of it; never rejects. */
  readonly change: (key: SettingKey, value: Parameters<Settings['change']>[1]) => Promise<ChangeResult>;
  readonly clear: () => void;
}

export function useChange(): Change {
  const { settings, status } = useApp();
  const [isBusy, setBusy] = useState(false);
  const [result, setResult] = useState<ChangeResult | null>(null);
  const config = useStore(settings.store, (state) => state.config);
  const isOpen = useStore(status.store, (state) => (state.status?.pending.approvals ?? 0) > 0);
  // "Waiting" is taken back when it was confirmed, or when nothing waits any more.
  const settle = () => setResult((now) => (now?.kind === 'asked' ? null : now));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the settings only say when
  useEffect(settle, [config]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: likewise
  useEffect(() => {
    if (!isOpen) settle();
  }, [isOpen]);
  const ask: Change['change'] = async (key, value) => {
    try {
      const outcome = await settings.change(key, value);
      switch (outcome.kind) {
        case 'applied':
          return { kind: 'saved', message: 'Saved.' };
        case 'asked':
          return {
            kind: 'asked',
            message: 'Waiting in the approval window. It holds once you confirm it there.',
          };
        case 'refused':
          return { kind: 'refused', message: outcome.message };
      }
    } catch (cause) {
      return { kind: 'refused', message: sentenceOf(cause) };
    }
  };
  return {
    isBusy,
    result,
    change: async (key, value) => {
      setBusy(true);
      const came = await ask(key, value);
      setBusy(false);
      setResult(came);
      return came;
    },
    clear: () => setResult(null),
  };
}
