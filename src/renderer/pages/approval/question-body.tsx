// What is asked, whole: head with who asks and the effect in one sentence, then every fact, why it is asked, and
// what it comes from. The end of the body reports when it came into view.
import { useEffect, useRef } from 'react';
import type { Question } from '../../../contracts/approvals.ts';
import { Countdown } from '../../components/feedback/countdown.tsx';
import { ExactText } from '../../components/reading/exact-text.tsx';
import { Time } from '../../components/reading/time.tsx';
import { Disguises } from './disguises.tsx';
import { FactView, Part } from './fact-view.tsx';
import { effectsSentence, SOURCE_WORDS, taintSentence } from './question-words.ts';

const KIND_WORDS = {
  'tool-call': 'Asked by',
  pairing: 'Asks to be let in',
  setting: 'Asked by',
} as const;

export function QuestionHead({ question }: { readonly question: Question }) {
  return (
    <header className="ask-head">
      <p className="ask-asker">
        {KIND_WORDS[question.kind]}: <ExactText text={question.asker} />
      </p>
      <h1 className="ask-summary" id="ask-summary">
        <ExactText text={question.summary} />
      </h1>
      {question.state === 'pending' ? (
        <Countdown
          until={question.expiresAt}
          from={question.createdAt}
          meaning={question.kind === 'pairing' ? 'left, then it expires' : 'left, then it is denied'}
        />
      ) : (
        <p className="ask-asker">
          Expired · <Time at={question.expiresAt} />
        </p>
      )}
      {question.kind === 'tool-call' && question.waiting > 1 && (
        <p className="ask-waiting">
          {question.waiting} calls wait for this answer. It counts for each of them.
        </p>
      )}
    </header>
  );
}

export interface QuestionBodyProps {
  readonly question: Question;
  /** The end came into view. */
  readonly onSeeEnd: () => void;
}

export function QuestionBody({ question, onSeeEnd }: QuestionBodyProps) {
  const body = useRef<HTMLElement>(null);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (end.current === null) return;
    const watch = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) onSeeEnd();
      },
      { root: body.current },
    );
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [onSeeEnd]);
  return (
    <section
      className="ask-body"
      aria-label="What is asked"
      ref={body}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {question.kind === 'pairing' && <PairingCode question={question} />}
      <dl className="ask-parts">
        <Disguises question={question} />
        {question.kind === 'tool-call' && question.unreadable !== null && !isAmongFacts(question) && (
          <Part label="Could not be analysed" warning>
            <ExactText text={question.unreadable} />
          </Part>
        )}
        {question.facts.map((fact, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: facts have no identity but their place in one revision
          <FactView fact={fact} key={at} />
        ))}
        {question.kind === 'tool-call' && <Why question={question} />}
      </dl>
      <div ref={end} className="ask-end" />
    </section>
  );
}

/** Whether the tool said it among its facts, which stand right below. */
function isAmongFacts({ unreadable, facts }: Extract<Question, { kind: 'tool-call' }>): boolean {
  return facts.some(({ style, text }) => style === 'warning' && text === unreadable);
}

function Why({ question }: { readonly question: Extract<Question, { kind: 'tool-call' }> }) {
  const taint = taintSentence(question.taint);
  return (
    <>
      <Part label="Why you are asked">
        <ExactText text={question.reason} />
      </Part>
      {taint && (
        <Part label="Where it comes from" warning={question.taint.untrusted}>
          {taint}
          <ul className="ask-sources">
            {question.taint.sources.map((source) => (
              <li key={`${source.kind} ${source.label}`}>
                {SOURCE_WORDS[source.kind]} <ExactText text={source.label} />
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Part label="Tool">
        <ExactText text={question.tool} />: {effectsSentence(question.effects)}
      </Part>
      <Part label="Conversation">
        <ExactText text={question.conversationTitle} />
      </Part>
    </>
  );
}

function PairingCode({ question }: { readonly question: Extract<Question, { kind: 'pairing' }> }) {
  return (
    <div className="ask-pairing">
      <p>
        {question.wanted === 'owner'
          ? 'The account you wrote from was sent this code. Compare it:'
          : 'They were sent this code. Ask them to read it to you, by voice or in person:'}
      </p>
      <output className="pairing-code" aria-label={`Code ${question.code.split('').join(' ')}`}>
        {question.code}
      </output>
      {question.wanted === 'owner' && (
        <div className="ask-danger">
          Link only an account that is yours alone. Whoever can write from it will be you: what they say
          starts turns with your rights, and nobody else is asked.
        </div>
      )}
    </div>
  );
}
