// rules list, deny, revoke, dry-run: what may happen, said and narrowed. What widens opens a question, which is
// answered where authority is.
import type { RuleView } from '../contracts/rules.ts';
import { type Command, none, type Outcome, shown } from './command.ts';

const DECISIONS = { allow: 'allowed', ask: 'asked', deny: 'denied' } as const;
const KINDS = {
  owner: 'owner',
  paired: 'paired-sender',
  listed: 'listed-sender',
  group: 'group-member',
} as const;

export const RULE_COMMANDS: Readonly<Record<string, Command>> = {
  'rules list': {
    usage: 'rules list',
    run: (connection, words) =>
      none(words, async () => shown(await connection.call('rules', 'list', {}), (rules) => rules.map(line))),
  },
  'rules deny': {
    usage: 'rules deny TOOL [--for owner|paired|listed|group|SENDER-ID]   (* for every tool)',
    run: (connection, words) => {
      const read = readWords(words, []);
      if (read === null) return null;
      const [tool, ...rest] = read.words;
      if (tool === undefined || rest.length > 0) return null;
      const draft = { decision: 'deny' as const, tool, ...whom(read.who) };
      return connection.call('rules', 'save', { draft }).then((outcome): Outcome => {
        if (outcome.kind === 'refused') return failed(outcome, outcome.message);
        if (outcome.kind === 'asked') return asked(outcome);
        const flag = outcome.flag === null ? [] : [outcome.flag];
        return shown(outcome, () => [`Saved: ${outcome.sentence}`, ...flag]);
      });
    },
  },
  'rules revoke': {
    usage: 'rules revoke ID',
    run: (connection, [id, ...rest]) =>
      id === undefined || rest.length > 0
        ? null
        : connection.call('rules', 'revoke', { id }).then((outcome): Outcome => {
            if (outcome.kind === 'refused') return failed(outcome, outcome.message);
            return outcome.kind === 'asked' ? asked(outcome) : shown(outcome, () => ['Revoked.']);
          }),
  },
  'rules dry-run': {
    usage:
      'rules dry-run TOOL [ARGUMENTS] [--for owner|group|SENDER-ID] [--outside]   (runs nothing; --outside: after reading a page or a file)',
    run: (connection, words) => {
      const read = readWords(words, ['--outside']);
      if (read === null) return null;
      const [tool, ...rest] = read.words;
      const who = caller(read.who);
      if (tool === undefined || who === null) return null;
      return connection
        .call('rules', 'dryRun', {
          who,
          tool,
          arguments: rest.join(' '),
          afterOutsideContent: read.flags.includes('--outside'),
        })
        .then((answer): Outcome => {
          if (answer.kind === 'invalid') return failed(answer, answer.message);
          const { kind, reason, rule, understood } = answer.result;
          return shown(answer.result, () => [
            `${capital(DECISIONS[kind])}: ${reason}`,
            ...(rule === null || rule.sentence === reason ? [] : [`Rule: ${rule.sentence}`]),
            `Call: ${tool} ${understood}`,
          ]);
        });
    },
  },
};

function line(rule: RuleView): string {
  const used = rule.lastUsedAt === null ? 'never used' : `used ${rule.lastUsedAt}`;
  const dates = rule.builtIn ? 'built in' : `${rule.id}  ${used}`;
  return `${DECISIONS[rule.decision]}  ${rule.sentence}  (${dates})`;
}

interface Words {
  readonly words: readonly string[];
  readonly who: string | null;
  readonly flags: readonly string[];
}

/** Null where --for has nothing after it. Words after -- belong to the call, whatever they look like. */
function readWords(all: readonly string[], known: readonly string[]): Words | null {
  const words: string[] = [];
  const flags: string[] = [];
  let who: string | null = null;
  for (let index = 0; index < all.length; index++) {
    const word = all[index] ?? '';
    if (word === '--') return { words: [...words, ...all.slice(index + 1)], who, flags };
    if (word === '--for') {
      who = all[++index] ?? null;
      if (who === null) return null;
    } else if (known.includes(word)) flags.push(word);
    else words.push(word);
  }
  return { words, who, flags };
}

function whom(who: string | null): { actorKind?: (typeof KINDS)[keyof typeof KINDS]; senderId?: string } {
  if (who === null) return {};
  return who in KINDS ? { actorKind: KINDS[who as keyof typeof KINDS] } : { senderId: who };
}

type Caller = { kind: 'owner' } | { kind: 'group-member' } | { kind: 'paired-sender'; senderId: string };

function caller(who: string | null): Caller | null {
  if (who === null || who === 'owner') return { kind: 'owner' };
  if (who === 'group') return { kind: 'group-member' };
  return who.includes(':') ? { kind: 'paired-sender', senderId: who } : null;
}

function asked(json: unknown): Outcome {
  return {
    json,
    lines: ['This widens what may happen, so it waits for your answer: see sallyport approvals list.'],
    succeeded: true,
  };
}

function failed(json: unknown, message: string): Outcome {
  return { json, lines: [message], succeeded: false };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
