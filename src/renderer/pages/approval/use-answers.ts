// Answers: each goes to main with the revision that was shown; what main says about it becomes a sentence.
// Every way to a yes passes `mayAllow` here, whatever button or key it came from; main checks once more.
import { useState } from 'react';
import type { AllowHow, Question } from '../../../contracts/approvals.ts';
import type { ApprovalApi } from '../../../contracts/surfaces.ts';
import { sentenceOf } from '../../api.ts';
import type { Armed } from './use-arming.ts';

export interface Answers {
  readonly isSending: boolean;
  readonly allow: (how: AllowHow) => void;
  readonly approvePairing: (tellThem: boolean) => void;
  readonly deny: (reason: string) => void;
  readonly block: () => void;
  readonly later: () => void;
}

interface Settled {
  readonly settled: boolean;
  readonly message: string;
}

export function useAnswers(
  { authority }: Pick<ApprovalApi, 'authority'>,
  question: Question,
  armed: Armed,
  { say, onAnswer }: { say: (message: string | null) => void; onAnswer: (id: string) => void },
): Answers {
  const [isSending, setSending] = useState(false);
  const { id, revision } = question;

  const send = async (call: () => Promise<Settled>): Promise<void> => {
    setSending(true);
    say(null);
    onAnswer(id);
    try {
      const { settled, message } = await call();
      say(settled ? null : message);
    } catch (cause) {
      say(sentenceOf(cause));
    } finally {
      setSending(false);
    }
  };
  const whenAwake = (call: () => Promise<Settled>): void => {
    // SECURITY: nothing counts in the first moments.
    if (armed.check().mayAnswer && !isSending) void send(call);
  };
  const whenArmed = (call: () => Promise<Settled>): void => {
    // SECURITY: a yes counts only for what was shown long enough and whole.
    if (armed.check().mayAllow && !isSending) void send(call);
  };

  return {
    isSending,
    allow: (how) => whenArmed(() => authority.allow({ id, revision, how })),
    approvePairing: (tellThem) => {
      if (question.kind !== 'pairing') return;
      const as = question.wanted;
      whenArmed(() => authority.approvePairing({ id, revision, as, tellThem }));
    },
    deny: (reason) =>
      whenAwake(() =>
        question.kind === 'pairing'
          ? authority.denyPairing({ id, block: false })
          : authority.deny({ id, ...(reason.trim() !== '' && { reason: reason.trim() }) }),
      ),
    block: () => whenAwake(() => authority.denyPairing({ id, block: true })),
    later: () => {
      if (armed.check().mayAnswer) authority.later({}).catch((cause: unknown) => say(sentenceOf(cause)));
    },
  };
}
