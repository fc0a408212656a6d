// What a rule or a try-out can name: tools and people, as main knows them now.
import { useEffect, useState } from 'react';
import { useApp } from '../../../stores/chat-stores.ts';

export interface Choices {
  readonly tools: readonly string[];
  readonly people: readonly { readonly senderId: string; readonly label: string }[];
}

const NONE: Choices = { tools: [], people: [] };

export function useChoices(): Choices {
  const app = useApp();
  const [choices, setChoices] = useState<Choices>(NONE);
  useEffect(() => {
    let isShown = true;
    void app.toasts.tell(app.api.rules.choices({})).then((found) => {
      if (isShown && found !== null) setChoices(found);
    });
    return () => {
      isShown = false;
    };
  }, [app]);
  return choices;
}
