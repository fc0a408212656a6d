// Questions on the command line: list, look at one whole, answer, ask again.
// Whatever others wrote is printed with its hidden characters as escapes: a terminal obeys what it is sent.
import type { AllowHow, ApprovalView } from '../contracts/approvals.ts';
import { AppError } from '../contracts/errors.ts';
import { revealedText } from '../contracts/revealed.ts';
import { type Command, none, oneLine, settled, shown } from './command.ts';
import type { Connection } from './connection.ts';

const ANSWERS: Readonly<Record<string, AllowHow>> = {
  'allow-once': 'once',
  'allow-conversation': 'conversation',
  'allow-always': 'always',
};

export const APPROVAL_COMMANDS: Readonly<Record<string, Command>> = {
  'approvals list': {
    usage: 'approvals list',
    run: (connection, words) =>
      none(words, async () => {
        const open = (await listed(connection, 'pending')).map(({ state: _, ...approval }) => approval);
        return shown(open, (list) =>
          list.map((a) => {
            const calls = a.waiting > 1 ? `  (${a.waiting} calls)` : '';
            return `${a.id}  ${a.tool}  ${oneLine(a.summary)}${calls}  until ${a.expiresAt}`;
          }),
        );
      }),
  },
  'approvals expired': {
    usage: 'approvals expired   (of the last day)',
    run: (connection, words) =>
      none(words, async () =>
        shown(await listed(connection, 'expired'), (list) =>
          list.map(
            (a) => `${a.id}  ${a.tool}  ${oneLine(a.summary)}  ${a.note ?? `Expired ${a.expiresAt}.`}`,
          ),
        ),
      ),
  },
  'approvals show': {
    usage: 'approvals show ID',
    run: (connection, [id, ...rest]) =>
      id === undefined || rest.length > 0
        ? null
        : connection.call('approvals', 'list', {}).then((all) => {
            const approval = all.find((candidate) => candidate.id === id);
            if (approval === undefined)
              throw new AppError('not-found', 'There is no open or expired question with this id.');
            return shown(approval, bodyLines);
          }),
  },
  'approvals answer': {
    usage: 'approvals answer ID allow-once|allow-conversation|allow-always|deny [REASON]',
    run: (connection, [id, answer, ...reason]) => {
      if (id === undefined || answer === undefined) return null;
      if (answer === 'deny') {
        return settled(
          connection.call('approvals', 'deny', {
            id,
            ...(reason.length > 0 ? { reason: reason.join(' ') } : {}),
          }),
        );
      }
      const how = ANSWERS[answer];
      return how === undefined || reason.length > 0
        ? null
        : settled(connection.call('authority', 'allow', { id, how }));
    },
  },
  'approvals ask-again': {
    usage: 'approvals ask-again ID   (of one that expired)',
    run: (connection, [id, ...rest]) =>
      id === undefined || rest.length > 0 ? null : settled(connection.call('approvals', 'askAgain', { id })),
  },
};

async function listed(
  connection: Connection,
  state: ApprovalView['state'],
): Promise<readonly ApprovalView[]> {
  const all = await connection.call('approvals', 'list', {});
  return all.filter((approval) => approval.state === state);
}

function bodyLines(approval: ApprovalView): readonly string[] {
  return [
    oneLine(approval.summary),
    ...approval.facts.flatMap(({ label, text }) => [
      `${oneLine(label)}:`,
      ...revealedText(text)
        .split('\n')
        .map((one) => `  ${one}`),
    ]),
    ...(approval.reason === '' ? [] : [`Why you are asked: ${oneLine(approval.reason)}`]),
    ...(approval.waiting > 1 ? [`${approval.waiting} calls wait for this answer.`] : []),
    approval.state === 'pending' ? `Until ${approval.expiresAt}.` : (approval.note ?? 'It has expired.'),
  ];
}
