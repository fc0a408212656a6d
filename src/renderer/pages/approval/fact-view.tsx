// One fact of a question: a label and the exact text. Nothing is interpreted, folded or cut; what would not be
// seen is shown as an escape (exact-text.tsx).
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Fact } from '../../../contracts/approvals.ts';
import { Icon } from '../../components/icon.tsx';
import { ExactText } from '../../components/reading/exact-text.tsx';
import { HashedText } from './hashed-text.tsx';
import { markedLines } from './marked-lines.ts';

export function FactView({ fact }: { readonly fact: Fact }) {
  return (
    <Part label={fact.label} warning={fact.style === 'warning'}>
      <FactText fact={fact} />
    </Part>
  );
}

export interface PartProps {
  readonly label: string;
  readonly warning?: boolean;
  readonly children: ReactNode;
}

/** A labelled part of the body. */
export function Part({ label, warning = false, children }: PartProps) {
  return (
    <div className={warning ? 'ask-part ask-part-warning' : 'ask-part'}>
      <dt className="ask-label">
        {warning && <Icon of={TriangleAlert} />}
        <ExactText text={label} />
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Labels of our own under which a hash stands beside a path; in what others wrote nothing is shortened. */
const HASHED = ['Program', 'Script'];

function FactText({ fact: { label, style, text } }: { readonly fact: Fact }) {
  switch (style) {
    case 'plain':
    case 'warning':
      return text === '' ? <span className="text-quiet">Empty</span> : <ExactText text={text} />;
    case 'code':
      return (
        <pre className="ask-code">
          {text === '' ? (
            <span className="text-quiet">Empty</span>
          ) : HASHED.includes(label) ? (
            <HashedText text={text} />
          ) : (
            <ExactText text={text} />
          )}
        </pre>
      );
    case 'diff':
      return (
        <pre className="ask-code ask-diff">
          {markedLines(text).map((line) => (
            <span key={line.at} className={`ask-line ask-line-${line.kind}`}>
              {line.word && <span className="only-heard">{line.word}</span>}
              <ExactText text={line.text} />
            </span>
          ))}
        </pre>
      );
  }
}
