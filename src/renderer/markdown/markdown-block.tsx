// One block of Markdown as React elements. No HTML of the text's own, no image, no address that the browser could
// follow: a link is a press that asks `onOpenLink`, and main shows the host before opening.
import { ImageOff, Square, SquareCheck } from 'lucide-react';
import { type ComponentProps, type KeyboardEvent, memo, type ReactNode } from 'react';
import Markdown, { type Components, type ExtraProps } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { Icon } from '../components/icon.tsx';
import { CodeBlock } from '../components/reading/code-block.tsx';
import { imageHost, namesAnotherPlace, webLink } from './web-link.ts';

export interface MarkdownBlockProps {
  readonly text: string;
  /** Link definitions of the other blocks. */
  readonly definitions: string;
  readonly onOpenLink: (url: string) => void;
}

type Props<Tag extends keyof React.JSX.IntrinsicElements> = ComponentProps<Tag> & ExtraProps;

const PLUGINS = [remarkGfm];

/** What may be drawn at all; the rest keeps its words and loses its element. */
const ELEMENTS = [
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'strong',
  'em',
  'del',
  'code',
  'pre',
  'blockquote',
  'ul',
  'ol',
  'li',
  'hr',
  'br',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'a',
  'img',
  'input',
  'sup',
  'section',
];

/** Drawn again only when its own text changes. */
export const MarkdownBlock = memo(function MarkdownBlock({
  text,
  definitions,
  onOpenLink,
}: MarkdownBlockProps) {
  return (
    <div className="markdown-block">
      <Markdown
        remarkPlugins={PLUGINS}
        allowedElements={ELEMENTS}
        unwrapDisallowed
        // The address is judged where the link is drawn, so that a refused one keeps its words.
        urlTransform={(url) => url}
        components={componentsFor(onOpenLink)}
      >
        {/* Before the text: after it, they would end up inside code that was never closed. */}
        {definitions === '' ? text : `${definitions}\n\n${text}`}
      </Markdown>
    </div>
  );
});

function componentsFor(onOpenLink: (url: string) => void): Components {
  return {
    a: ({ href, children }: Props<'a'>) => (
      <Link address={href ?? ''} onOpenLink={onOpenLink}>
        {children}
      </Link>
    ),
    // SECURITY: an image would fetch from wherever the text says, which carries out whatever its address says.
    img: ({ src, alt }: Props<'img'>) => (
      <ImagePlace source={typeof src === 'string' ? src : ''} words={alt ?? ''} />
    ),
    pre: ({ node }: Props<'pre'>) => <Code node={node} />,
    table: ({ children }: Props<'table'>) => (
      <div className="markdown-table">
        <table>{children}</table>
      </div>
    ),
    input: ({ checked }: Props<'input'>) => (
      <span className="markdown-task">
        <Icon of={checked ? SquareCheck : Square} />
        <span className="only-heard">{checked ? 'Done: ' : 'To do: '}</span>
      </span>
    ),
  };
}

interface LinkProps {
  readonly address: string;
  readonly children: ReactNode;
  readonly onOpenLink: (url: string) => void;
}

function Link({ address, children, onOpenLink }: LinkProps) {
  const link = webLink(address);
  if (!link) return <>{children}</>;
  const openOnEnter = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onOpenLink(link.url);
  };
  return (
    <>
      {/* SECURITY: no `href`. With one, a middle click, a drag or the browser itself could follow it. */}
      {/* biome-ignore lint/a11y/useSemanticElements: an anchor with an address is what this must not be */}
      <span
        className="markdown-link"
        role="link"
        tabIndex={0}
        title={link.url}
        onClick={() => onOpenLink(link.url)}
        onKeyDown={openOnEnter}
      >
        {children}
      </span>
      {namesAnotherPlace(wordsOf(children), link) && <span className="markdown-host"> ({link.place})</span>}
    </>
  );
}

function ImagePlace({ source, words }: { readonly source: string; readonly words: string }) {
  const host = imageHost(source);
  return (
    <span className="markdown-image">
      <Icon of={ImageOff} />
      <span>{words === '' ? 'Image' : words}</span>
      {host !== null && <span className="markdown-host">not loaded from {host}</span>}
    </span>
  );
}

type Node = NonNullable<ExtraProps['node']>;

function Code({ node }: { readonly node: Node | undefined }) {
  const code = node?.children[0];
  const names = code?.type === 'element' ? code.properties['className'] : undefined;
  const language = Array.isArray(names) ? String(names[0] ?? '').replace(/^language-/, '') : '';
  const text = code ? textOf(code).replace(/\n$/, '') : '';
  return <CodeBlock text={text} label={language === '' ? undefined : language} />;
}

function textOf(node: Node['children'][number]): string {
  if (node.type === 'text') return node.value;
  return node.type === 'element' ? node.children.map(textOf).join('') : '';
}

function wordsOf(children: ReactNode): string {
  if (typeof children === 'string') return children;
  return Array.isArray(children) ? children.map(wordsOf).join('') : '';
}
