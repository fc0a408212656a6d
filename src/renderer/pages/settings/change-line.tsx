// What came of a change, under the control that made it: a shape and a sentence.
import { Badge } from '../../components/feedback/badge.tsx';
import type { ChangeResult } from './use-change.ts';

const TONES = { saved: 'success', asked: 'warning', refused: 'danger' } as const;

export function ChangeLine({ result }: { readonly result: ChangeResult | null }) {
  return (
    <div className="change-line" role="status">
      {result && <Badge bare tone={TONES[result.kind]} word={result.message} />}
    </div>
  );
}
