// How the whole agent is: five shapes, the same drawings as in the tray (scripts/icons.mjs, 16-pixel grid), so
// that what is learnt there is known here. Always with its word.
import type { ReactNode } from 'react';
import type { Mood as MoodKind } from '../../../contracts/status.ts';
import { classNames } from '../class-names.ts';

export interface MoodProps {
  readonly mood: MoodKind;
  /** Instead of the usual word, for instance "2 waiting for you". */
  readonly word?: string;
  /** The word is heard only, in a row that says it elsewhere. */
  readonly wordHidden?: boolean;
}

const WORDS: Readonly<Record<MoodKind, string>> = {
  idle: 'Idle',
  working: 'Working',
  waiting: 'Waiting for you',
  paused: 'Paused',
  trouble: 'Trouble',
};

const ARCH = <path d="M2 15V8a6 6 0 0 1 12 0V15" />;

const SHAPES: Readonly<Record<MoodKind, ReactNode>> = {
  idle: (
    <>
      {ARCH}
      <path d="M6 15V8a2 2 0 0 1 4 0V11" />
    </>
  ),
  working: (
    <>
      {ARCH}
      <path className="mood-fill" d="M4 9h2v2H4zM7 9h2v2H7zM10 9h2v2h-2z" />
    </>
  ),
  waiting: (
    <path
      className="mood-fill"
      fillRule="evenodd"
      d="M1 15V8a7 7 0 0 1 14 0V15zM6 7a2 2 0 1 0 4 0a2 2 0 1 0 -4 0zM4 15a4 5 0 0 1 8 0z"
    />
  ),
  paused: (
    <>
      {ARCH}
      <path className="mood-fill" d="M5 6h2v7H5zM9 6h2v7H9z" />
    </>
  ),
  trouble: <path className="mood-fill" fillRule="evenodd" d="M8 1L16 15H0zM7 6v4h2V6zM7 11.5v2h2v-2z" />,
};

export function Mood({ mood, word = WORDS[mood], wordHidden = false }: MoodProps) {
  return (
    <span className={classNames('mood', `mood-${mood}`)}>
      <svg className="mood-shape" viewBox="0 0 16 16" aria-hidden="true">
        {SHAPES[mood]}
      </svg>
      <span className={wordHidden ? 'only-heard' : 'mood-word'}>{word}</span>
    </span>
  );
}
