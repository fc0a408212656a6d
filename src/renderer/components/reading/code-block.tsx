// Text that runs or was printed: monospace, exactly as it is, with a button that copies it. Long text is
// collapsed until it is asked for, except where everything must be in view (`whole`).
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useState } from 'react';
import { classNames } from '../class-names.ts';
import { Button } from '../controls/button.tsx';
import { CopyButton } from '../controls/copy-button.tsx';
import { ExactText } from './exact-text.tsx';

export interface CodeBlockProps {
  readonly text: string;
  /** The language or what it is: "bash", "Output". */
  readonly label?: string | undefined;
  /** Long lines go on in the next line rather than beyond the edge. */
  readonly wrap?: boolean;
  /** Never collapsed. */
  readonly whole?: boolean;
  /** Whole, wrapped, and with everything invisible made visible: for what someone decides about. */
  readonly exact?: boolean;
}

const COLLAPSES_AFTER_LINES = 20;
const SHOWN_COLLAPSED_LINES = 16;
/** A single endless line is long too. */
const COLLAPSES_AFTER_CHARACTERS = 6_000;

export function CodeBlock({ text, label, wrap = false, whole = false, exact = false }: CodeBlockProps) {
  const [open, setOpen] = useState(false);
  const lines = countLines(text);
  const long =
    !whole && !exact && (lines > COLLAPSES_AFTER_LINES || text.length > COLLAPSES_AFTER_CHARACTERS);
  const collapsed = long && !open;
  return (
    <div className={classNames('code-block', !label && 'code-block-bare')}>
      <div className="code-block-head">
        {label && <span>{label}</span>}
        <CopyButton text={text} what={label ? `${label} text` : 'code'} />
      </div>
      <pre
        className={classNames(
          'code-block-text',
          (wrap || exact) && 'code-block-wrap',
          collapsed && 'code-block-collapsed',
        )}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard
        tabIndex={0}
      >
        <code>{exact ? <ExactText text={text} /> : collapsed ? firstLines(text) : text}</code>
      </pre>
      {long && (
        <div className="code-block-more">
          <Button
            size="small"
            tone="quiet"
            icon={open ? ChevronUp : ChevronDown}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? 'Show less' : `Show all ${lines} lines`}
          </Button>
        </div>
      )}
    </div>
  );
}

/** What is drawn while collapsed: a megabyte of output costs no more than a screen of it. */
function firstLines(text: string): string {
  return text.slice(0, COLLAPSES_AFTER_CHARACTERS).split('\n').slice(0, SHOWN_COLLAPSED_LINES).join('\n');
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return text.endsWith('\n') ? lines - 1 : lines;
}
