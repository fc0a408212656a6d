// One question on the screen: head, body, choices, and the keys. Drawn anew for each question and each revision,
// so that nothing chosen or written for one can be taken for another.
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { AllowHow, Question } from '../../../contracts/approvals.ts';
import type { ApprovalApi } from '../../../contracts/surfaces.ts';
import { sentenceOf } from '../../api.ts';
import { Button } from '../../components/controls/button.tsx';
import { Switch } from '../../components/controls/switch.tsx';
import { TextField } from '../../components/controls/text-field.tsx';
import { ExpiredFoot } from './expired-foot.tsx';
import { QuestionBody, QuestionHead } from './question-body.tsx';
import { allowLabel, FootButtons, Lifetimes, LifetimesToggle, Repeated } from './question-foot.tsx';
import { ANSWERING_EVENTS, ignoreUnless, questionKey } from './question-keys.ts';
import { type Answers, useAnswers } from './use-answers.ts';
import { type Armed, useArming } from './use-arming.ts';
import { wantedHeight } from './wanted-height.ts';

export interface QuestionPageProps {
  readonly api: Pick<ApprovalApi, 'authority'>;
  readonly question: Question;
  readonly message: string | null;
  readonly say: (message: string | null) => void;
  /** An answer to this question is on its way. */
  readonly onAnswer: (id: string) => void;
  readonly onMove: (by: 1 | -1) => void;
}

/** The same question so often in a day offers its rule in so many words. Source: experience.md, The approval. */
const OFTEN = 3;

/** What the owner has set for this question and not yet sent. */
interface Chosen {
  readonly how: AllowHow;
  readonly isOpen: boolean;
  readonly reason: string;
  readonly tellThem: boolean;
}

export function QuestionPage(props: QuestionPageProps) {
  return props.question.state === 'pending' ? <OpenQuestion {...props} /> : <PastQuestion {...props} />;
}

/** What expired, as it was: to be looked at and asked again; nothing about it can be settled. */
function PastQuestion({ api, question, message, say }: QuestionPageProps) {
  const page = useFitting(api);
  return (
    <main className="ask" aria-labelledby="ask-summary" ref={page}>
      <QuestionHead question={question} />
      <QuestionBody question={question} onSeeEnd={() => undefined} />
      <ExpiredFoot api={api} question={question} message={message} say={say} />
    </main>
  );
}

function OpenQuestion({ api, question, message, say, onAnswer, onMove }: QuestionPageProps) {
  const { id, revision } = question;
  // Before it is told that it is on the screen: the window moves the buttons once, and then no more.
  const page = useFitting(api);
  const armed = useArming(
    `${id} ${revision}`,
    () => api.authority.focus({ id }),
    (cause) => say(sentenceOf(cause)),
  );
  const answers = useAnswers(api, question, armed, { say, onAnswer });
  const [chosen, setChosen] = useState<Chosen>({ how: 'once', isOpen: false, reason: '', tellThem: true });
  const denyRef = useRef<HTMLButtonElement>(null);
  useEffect(() => denyRef.current?.focus(), []);

  const allow = () =>
    question.kind === 'pairing' ? answers.approvePairing(chosen.tellThem) : answers.allow(chosen.how);
  const deny = () => answers.deny(chosen.reason);
  useQuestionKeys(armed, { allow, deny, move: onMove });

  return (
    <main className="ask" aria-labelledby="ask-summary" ref={page}>
      <QuestionHead question={question} />
      <QuestionBody question={question} onSeeEnd={armed.seeEnd} />
      <footer className="ask-foot">
        {question.kind === 'tool-call' && question.offers.length > 0 && question.repeated >= OFTEN && (
          <Repeated
            times={question.repeated}
            isOpen={chosen.isOpen}
            isAwake={armed.isAwake}
            onOpen={() => setChosen({ ...chosen, isOpen: true, how: 'once' })}
          />
        )}
        <div className="ask-hint">
          <p role="status">{message ?? hintOf(armed)}</p>
          <Button size="small" tone="quiet" aria-disabled={!armed.isAwake} onClick={answers.later}>
            Decide later
          </Button>
        </div>
        <Settings question={question} chosen={chosen} onChoose={setChosen} onDeny={deny} />
        <FootButtons
          isAwake={armed.isAwake}
          isArmed={armed.isArmed}
          isSending={answers.isSending}
          denyRef={denyRef}
          allowLabel={labelOf(question, chosen.how)}
          onAllow={allow}
          onDeny={deny}
          others={question.kind === 'pairing' && <Block armed={armed} answers={answers} />}
          more={
            question.kind === 'tool-call' &&
            question.offers.length > 0 && (
              <LifetimesToggle
                isOpen={chosen.isOpen}
                isAwake={armed.isAwake}
                onToggle={() => setChosen({ ...chosen, isOpen: !chosen.isOpen, how: 'once' })}
              />
            )
          }
        />
      </footer>
    </main>
  );
}

/** Asks for a window in which the page is seen without scrolling, once, when it is drawn. */
function useFitting(api: Pick<ApprovalApi, 'authority'>): RefObject<HTMLElement | null> {
  const page = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (page.current !== null)
      api.authority.fit({ height: wantedHeight(page.current) }).catch(() => undefined);
  }, [api]);
  return page;
}

function labelOf(question: Question, how: AllowHow): string {
  switch (question.kind) {
    case 'tool-call':
      return allowLabel(how);
    case 'pairing':
      return question.wanted === 'owner' ? 'This is me' : 'Approve';
    case 'setting':
      return 'Confirm';
  }
}

function hintOf({ isAwake, isArmed, seenWhole }: Armed): string {
  if (!isAwake) return 'Read it first. The buttons wake in a moment.';
  if (!seenWhole) return 'Scroll to the end to be able to allow it.';
  return isArmed ? '' : 'A moment.';
}

interface SettingsProps {
  readonly question: Question;
  readonly chosen: Chosen;
  readonly onChoose: (chosen: Chosen) => void;
  readonly onDeny: () => void;
}

function Settings({ question, chosen, onChoose, onDeny }: SettingsProps) {
  switch (question.kind) {
    case 'setting':
      return null;
    case 'pairing':
      return (
        <Switch
          label="Tell them"
          detail="They get one message that they were let in."
          checked={chosen.tellThem}
          onChange={(tellThem) => onChoose({ ...chosen, tellThem })}
        />
      );
    case 'tool-call':
      if (chosen.isOpen) {
        return (
          <Lifetimes
            offers={question.offers}
            chosen={chosen.how}
            onChoose={(how) => onChoose({ ...chosen, how })}
          />
        );
      }
      return (
        <TextField
          label="Reason for denying"
          labelHidden
          placeholder="Reason for denying, for the agent (optional)"
          maxLength={500}
          value={chosen.reason}
          onChange={(event) => onChoose({ ...chosen, reason: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.nativeEvent.isComposing)
              onDeny();
          }}
        />
      );
  }
}

function Block({ armed, answers }: { readonly armed: Armed; readonly answers: Answers }) {
  return (
    <Button size="large" aria-disabled={!armed.isAwake || answers.isSending} onClick={answers.block}>
      Block
    </Button>
  );
}

interface KeyDeeds {
  readonly allow: () => void;
  readonly deny: () => void;
  readonly move: (by: 1 | -1) => void;
}

function useQuestionKeys(armed: Armed, deeds: KeyDeeds): void {
  const latest = useRef({ armed, deeds });
  useEffect(() => {
    latest.current = { armed, deeds };
  });
  useEffect(() => {
    const ignoreAsleep = (event: Event) => ignoreUnless(latest.current.armed.check().mayAnswer, event);
    const onKey = (event: KeyboardEvent) => {
      const key = questionKey(event);
      if (key === null) return;
      event.preventDefault();
      if (key === 'allow') latest.current.deeds.allow();
      else if (key === 'deny') latest.current.deeds.deny();
      else latest.current.deeds.move(key === 'next' ? 1 : -1);
    };
    for (const name of ANSWERING_EVENTS) window.addEventListener(name, ignoreAsleep, { capture: true });
    window.addEventListener('keydown', onKey);
    return () => {
      for (const name of ANSWERING_EVENTS) window.removeEventListener(name, ignoreAsleep, { capture: true });
      window.removeEventListener('keydown', onKey);
    };
  }, []);
}
