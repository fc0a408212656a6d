// Copies exactly the text that it was given, and says whether that worked. Copying is done by the page itself:
// first with the clipboard interface, then, where the window may not use that, by selecting and copying.
import { Check, Copy, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './icon-button.tsx';

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for the label: "Copy code". */
  readonly what: string;
}

type Outcome = 'ready' | 'copied' | 'failed';

const SHOW_OUTCOME_MS = 2_000;

export function CopyButton({ text, what }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<Outcome>('ready');
  useEffect(() => {
    if (outcome === 'ready') return;
    const timer = setTimeout(() => setOutcome('ready'), SHOW_OUTCOME_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = () => {
    copyText(text).then(
      (copied) => setOutcome(copied ? 'copied' : 'failed'),
      () => setOutcome('failed'),
    );
  };
  const face = {
    ready: { icon: Copy, label: `Copy ${what}` },
    copied: { icon: Check, label: 'Copied' },
    failed: { icon: TriangleAlert, label: 'Could not copy. Select the text and copy it.' },
  }[outcome];
  return (
    <>
      <IconButton size="small" icon={face.icon} label={face.label} onClick={copy} />
      <span className="only-heard" role="status">
        {outcome === 'ready' ? '' : face.label}
      </span>
    </>
  );
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelecting(text);
  }
}

function copyBySelecting(text: string): boolean {
  const area = document.createElement('textarea');
  area.className = 'only-heard';
  area.value = text;
  document.body.append(area);
  const before = document.activeElement;
  area.select();
  // Deprecated, and the only way that needs no permission: it works within the press of a button alone.
  const copied = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}
