// The choices. Deny has the focus; what allows waits until it is armed and takes no Enter and no Space. A longer
// allowance is first chosen, with its exact rule in view, and then allowed like the rest.
import { ChevronDown, ChevronUp } from 'lucide-react';
import { type ReactNode, type RefObject, useEffect, useId, useRef } from 'react';
import type { AllowHow, RuleOffer } from '../../../contracts/approvals.ts';
import { Button } from '../../components/controls/button.tsx';
import { ExactText } from '../../components/reading/exact-text.tsx';
import { KeyHint } from '../../components/reading/key-hint.tsx';
import { onlyPointer } from './pressed.ts';
import { ALLOW_WORDS } from './question-words.ts';
import { Waking } from './waking.tsx';

export interface FootProps {
  readonly isAwake: boolean;
  readonly isArmed: boolean;
  readonly isSending: boolean;
  readonly denyRef: RefObject<HTMLButtonElement | null>;
  readonly allowLabel: string;
  readonly onAllow: () => void;
  readonly onDeny: () => void;
  /** Between Deny and Allow. */
  readonly others?: ReactNode;
  /** After Allow. */
  readonly more?: ReactNode;
}

export function FootButtons(props: FootProps) {
  const { isAwake, isArmed, isSending, denyRef, allowLabel, onAllow, onDeny, others, more } = props;
  const keys = (hint: string) => (
    <>
      <KeyHint keys={hint} />
      {!isAwake && <Waking />}
    </>
  );
  return (
    <div className="ask-buttons">
      <Button
        ref={denyRef}
        size="large"
        aria-disabled={!isAwake || isSending}
        trailing={keys('Escape')}
        onClick={onDeny}
      >
        Deny
      </Button>
      {others}
      <Button
        size="large"
        tone="primary"
        aria-disabled={!isArmed || isSending}
        aria-keyshortcuts="Control+Enter"
        trailing={keys('Mod+Enter')}
        onClick={onlyPointer(onAllow)}
      >
        {allowLabel}
      </Button>
      {more}
    </div>
  );
}

export interface LifetimesProps {
  readonly offers: readonly RuleOffer[];
  readonly chosen: AllowHow;
  readonly onChoose: (how: AllowHow) => void;
}

const LIFETIME_WORDS: Readonly<Record<RuleOffer['lifetime'], string>> = {
  'fifteen-minutes': 'For 15 minutes',
  conversation: 'In this conversation',
  always: 'Always',
};

/** One of the offers, or once; each with the rule that would be saved, written out. */
export function Lifetimes({ offers, chosen, onChoose }: LifetimesProps) {
  const name = useId();
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const choices: readonly { how: AllowHow; label: string; sentence: string }[] = [
    { how: 'once', label: 'Once', sentence: 'No rule is saved. The next time you are asked again.' },
    ...offers.map(({ lifetime, sentence }) => ({ how: lifetime, label: LIFETIME_WORDS[lifetime], sentence })),
  ];
  return (
    <fieldset className="choices ask-lifetimes">
      <legend className="only-heard">How long to allow it</legend>
      {choices.map(({ how, label, sentence }) => (
        <label className="choice" key={how}>
          <input
            type="radio"
            ref={how === 'once' ? first : undefined}
            className="choice-input"
            name={name}
            checked={how === chosen}
            onChange={() => onChoose(how)}
          />
          <span className="choice-label">{label}</span>
          <span className="choice-detail">
            <ExactText text={sentence} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export interface RepeatedProps {
  readonly times: number;
  readonly isOpen: boolean;
  readonly isAwake: boolean;
  readonly onOpen: () => void;
}

/** Said when the same is asked again and again; it opens the rules that may be saved, and saves none. */
export function Repeated({ times, isOpen, isAwake, onOpen }: RepeatedProps) {
  return (
    <div className="ask-repeated">
      <p>
        You are asked exactly this for the {ordinal(times)} time today. A rule would answer it from now on.
      </p>
      {!isOpen && (
        <Button size="small" aria-disabled={!isAwake} onClick={onOpen}>
          Choose a rule
        </Button>
      )}
    </div>
  );
}

function ordinal(count: number): string {
  const teens = count % 100 >= 11 && count % 100 <= 13;
  return `${count}${teens ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th')}`;
}

export interface LifetimesToggleProps {
  readonly isOpen: boolean;
  readonly isAwake: boolean;
  readonly onToggle: () => void;
}

/** Opens the choices; it allows nothing by itself, so the keyboard may press it. */
export function LifetimesToggle({ isOpen, isAwake, onToggle }: LifetimesToggleProps) {
  return (
    <Button
      size="large"
      icon={isOpen ? ChevronDown : ChevronUp}
      aria-expanded={isOpen}
      aria-disabled={!isAwake}
      onClick={onToggle}
    >
      Allow…
    </Button>
  );
}

export function allowLabel(how: AllowHow): string {
  return ALLOW_WORDS[how];
}
