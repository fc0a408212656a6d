// The window's three columns: side bar 220, list 300, and the content, whose words are at most 760 wide.
// Each column is a landmark with a name, so that it can be reached and heard as such.
import type { ReactNode } from 'react';

export interface SplitLayoutProps {
  readonly sidebar: ReactNode;
  readonly list?: ReactNode;
  readonly listLabel?: string;
  readonly children: ReactNode;
}

export function SplitLayout({ sidebar, list, listLabel, children }: SplitLayoutProps) {
  return (
    <div className="split">
      <nav className="split-sidebar" aria-label="Sallyport">
        {sidebar}
      </nav>
      {list && (
        <section className="split-list" aria-label={listLabel}>
          {list}
        </section>
      )}
      <main className="split-main">{children}</main>
    </div>
  );
}

/** The part of a column that scrolls. */
export function Scroll({ children }: { readonly children: ReactNode }) {
  return <div className="scroll">{children}</div>;
}

/** Content at reading width, in the middle of its column. */
export function Reading({ children }: { readonly children: ReactNode }) {
  return <div className="reading">{children}</div>;
}

export interface PageHeadProps {
  readonly title: string;
  readonly detail?: ReactNode;
  readonly actions?: ReactNode;
  /** Before the title: the way back. */
  readonly leading?: ReactNode;
}

export function PageHead({ title, detail, actions, leading }: PageHeadProps) {
  return (
    <header className="page-head">
      {leading}
      <div className="page-head-words">
        <h1 className="page-head-title">{title}</h1>
        {detail && <div className="page-head-detail">{detail}</div>}
      </div>
      {actions}
    </header>
  );
}

/** A quiet heading between groups of rows. */
export function SectionLabel({ children }: { readonly children: ReactNode }) {
  return <h2 className="section-label">{children}</h2>;
}
