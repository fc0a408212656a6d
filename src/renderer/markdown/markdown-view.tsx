// A reply as it streams: text -> blocks (blocks.ts) -> each drawn once (markdown-block.tsx), the last one again
// with each piece of text that arrives, healed so that half a **word** does not flicker.
// It does not know where the text comes from; the page batches it a frame.
import { useState } from 'react';
import remend from 'remend';
import { CodeBlock } from '../components/reading/code-block.tsx';
import { NO_BLOCKS, openFence, splitBlocks } from './blocks.ts';
import { MarkdownBlock } from './markdown-block.tsx';

export interface MarkdownViewProps {
  readonly text: string;
  /** More is to come: the last block is completed for the eye. */
  readonly streaming?: boolean;
  /** A press on a link, http, https or mailto only. Must stay the same function while it streams. */
  readonly onOpenLink: (url: string) => void;
}

export function MarkdownView({ text, streaming = false, onOpenLink }: MarkdownViewProps) {
  const [split] = useState(blockSplitter);
  const { blocks, definitions } = split(text);
  return (
    <div className="markdown" aria-busy={streaming || undefined}>
      {blocks.map((block, at) => (
        <Block
          // biome-ignore lint/suspicious/noArrayIndexKey: a block's place is its identity; text is only added at the end
          key={at}
          text={block}
          definitions={definitions}
          growing={streaming && at === blocks.length - 1}
          onOpenLink={onOpenLink}
        />
      ))}
    </div>
  );
}

interface BlockProps {
  readonly text: string;
  readonly definitions: string;
  readonly growing: boolean;
  readonly onOpenLink: (url: string) => void;
}

function Block({ text, definitions, growing, onOpenLink }: BlockProps) {
  if (!growing) return <MarkdownBlock text={text} definitions={definitions} onOpenLink={onOpenLink} />;
  const code = openFence(text);
  // Long code that is still coming needs no parsing at all.
  if (code) return <CodeBlock text={code.text} label={code.language === '' ? undefined : code.language} />;
  return (
    <MarkdownBlock
      text={remend(text, { linkMode: 'text-only' })}
      definitions={definitions}
      onOpenLink={onOpenLink}
    />
  );
}

/** Splits, remembering the last result; the same text gives the same blocks, remembered or not. */
function blockSplitter(): (text: string) => {
  readonly blocks: readonly string[];
  readonly definitions: string;
} {
  let last = NO_BLOCKS;
  return (text) => {
    if (text !== last.text) last = splitBlocks(text, last);
    return last;
  };
}
