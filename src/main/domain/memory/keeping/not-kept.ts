// What is never kept as a memory, and why: secrets, and words that would have the agent obey them later.
//   text + taint → null | why, and the sentence that says so
// Pure. No list is complete: what slips through is still only a memory, fenced as data, and no decision looks at it.
import type { Taint } from '../../../../contracts/effects.ts';
import type { Redact } from '../../ports/world.ts';
import { readsLikeInstructions } from '../../untrusted-text/label.ts';

export interface NotKept {
  readonly why: 'empty' | 'too-long' | 'secret' | 'instructions' | 'authority';
  /** For whoever wanted it kept. */
  readonly reason: string;
}

export const MAX_MEMORY_CHARACTERS = 2_000;

export function whyNotKept(text: string, taint: Taint, redact: Redact): NotKept | null {
  if (text === '') return { why: 'empty', reason: 'There is nothing to remember.' };
  if (text.length > MAX_MEMORY_CHARACTERS)
    return { why: 'too-long', reason: `A memory has at most ${MAX_MEMORY_CHARACTERS} characters.` };
  // SECURITY: a secret kept as a memory would be shown to the model later.
  if (redact(text) !== text || holdsSecret(text))
    return { why: 'secret', reason: 'This looks like a secret. Secrets are not remembered.' };
  // SECURITY: what may be done is decided by rules; a memory that says so would be a rule of nobody's.
  if (grantsAuthority(text))
    return {
      why: 'authority',
      reason: 'What may be done without asking is set in Settings, not remembered.',
    };
  // SECURITY: what somebody else wrote to be obeyed must not come back weeks later as if it were known.
  if (taint.untrusted && readsLikeInstructions(text))
    return {
      why: 'instructions',
      reason: 'This reads like instructions to the agent. It is not remembered.',
    };
  return null;
}

/** A word for a secret in the languages of the product and their neighbours. */
const SECRET_WORD =
  '(?:pass ?(?:word|phrase|code|wort)|kennwort|zugangscode|contrase[nñ]a|mot de passe|senha|parola|wachtwoord|пароль|pin(?:[ -]?(?:code|number|nummer))?|cv[cv]2?|puk|security (?:code|number)|api[ -]?key|access key|secret key|private key|auth(?:entication)? token|access token|recovery (?:code|key|phrase)|seed phrase|パスワード|暗証番号|密码|口令|كلمة (?:المرور|السر))';

const SECRET_SHAPES: readonly RegExp[] = [
  // Named, and then a value that is no word of prose: with a digit or a sign in it, or in quotation marks.
  new RegExp(
    `${SECRET_WORD}[^\\n.!?]{0,30}?(?:\\b(?:is|ist|lautet|es|est|era|e|was)\\b|[:=]|は|是|هي) ?["“”'«»「]?(?=[^\\s"”'»」]*[\\d!@#$%^&*_+~-])[^\\s"”'»」]{3,}`,
    'iu',
  ),
  new RegExp(
    `${SECRET_WORD}[^\\n.!?]{0,30}?(?:\\b(?:is|ist|lautet|es|est)\\b|[:=]) ?["“”'«»][^"”'»]{3,}["”'»]`,
    'iu',
  ),
  /\b(?:pin|cv[cv]2?|puk|暗証番号)\b\D{0,12}\d{3,8}\b/iu,
  /\b(?:seed|recovery|mnemonic) phrase\b\W{0,5}(?:is\W{1,3})?(?:[a-z]{3,8}[ ,]+){11}/i,
];

function holdsSecret(text: string): boolean {
  return SECRET_SHAPES.some((shape) => shape.test(text)) || holdsCardNumber(text);
}

/** Thirteen to nineteen digits whose last one checks the others. Source: ISO/IEC 7812-1, annex B (Luhn). */
function holdsCardNumber(text: string): boolean {
  return [...text.matchAll(/(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d.])/g)].some(([found]) => {
    const digits = found.replace(/\D/g, '');
    const sum = [...digits].reverse().reduce((total, digit, place) => {
      const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    return sum % 10 === 0 && !/^(\d)\1+$/.test(digits);
  });
}

const DOING =
  '(?:approv|allow|accept|confirm|permit|grant|authori[sz]|trust|pair|run|execut|install|delet|send|forward|pay|transfer|download|obey|comply)\\w*';

const AUTHORITY: readonly RegExp[] = [
  new RegExp(
    `\\b(?:always|automatically|from now on|in (?:the )?future|never) (?:\\w+ ){0,4}?${DOING} (?:\\w+ ){0,4}?(?:request|question|approval|pairing|command|tool|permission|action|call|code)s?\\b`,
    'i',
  ),
  /\b(?:always|automatically|auto-?) ?(?:approve|allow|accept|confirm|authori[sz]e)\b/i,
  new RegExp(
    `\\b${DOING}\\b[^.\\n]{0,60}\\b(?:without (?:asking|approval|confirmation|permission|a question|being asked)|no questions asked)\\b`,
    'i',
  ),
  /\b(?:without (?:asking|approval|confirmation|permission)|no questions asked)\b[^.\n]{0,60}\b(?:approv|allow|run|execut|install|delet|send|pay|transfer|command)/i,
  /\b(?:no|not|never|n't) (?:need|have|has|required?)\w*\b[^.\n]{0,30}\b(?:to (?:ask|confirm)|approval|confirmation|permission|be (?:asked|approved|confirmed))\b/i,
  /\b(?:standing|blanket|full|permanent|prior|unlimited) (?:permission|approval|authori[sz]ation|consent|access|authority)\b/i,
  /\b(?:has|have|with|given|gave|gives?|granted) (?:\w+ ){0,3}?(?:permission|authori[sz]ation|authority) to\b/i,
  /\b(?:never|don.t|do not|stop) (?:ask|asking|check|checking|confirm|confirming|verify|verifying)\b[^.\n]{0,40}\b(?:before|again|owner|approval|permission|confirmation|me)\b/i,
  /\btreat\w* (?:\w+ ){0,6}?as (?:the |an? |its |your )?(?:owner|admin\w*|trusted)\b|\b(?:your|the agent.s|the assistant.s) (?:new |real |true )?owner\b/i,
  /\b(?:immer|stets|automatisch|künftig|ab (?:jetzt|sofort))\b[^.\n]{0,40}\b(?:genehmig|erlaub|zustimm|bestätig|freigeb|ausführ)|\b(?:genehmig|erlaub|ausführ|send|überweis|lösch)\w*[^.\n]{0,40}\bohne (?:zu fragen|rückfrage|nachfrage|bestätigung)/i,
  /(?:総て|常に|自動(?:的に)?|必ず|今後)[^。\n]{0,16}(?:承認|許可|実行)|(?:総是|总是|自动|始终|一律)[^。\n]{0,16}(?:批准|同意|允许|执行|授权)|(?:دائم[اًا]*|تلقائي)[^.\n]{0,24}(?:وافق|الموافقة|اسمح|نفذ)|(?:وافق|اسمح)[^.\n]{0,24}(?:دائم|تلقائي)/u,
];

function grantsAuthority(text: string): boolean {
  return AUTHORITY.some((sign) => sign.test(text));
}
