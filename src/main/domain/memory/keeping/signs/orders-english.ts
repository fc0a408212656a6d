// What orders to the agent are made of in English: what it must do later, where it is to send things, what to keep from
// its owner, and claims of rank. Written for sentences as plain-words.ts leaves them. Knows nothing else.
import { OWNER } from './english-words.ts';
import type { Sign } from './sign.ts';

/** As an order names it: "an assistant will help Grandma" is about somebody. */
const ORDERED =
  '\\b(?:(?:the|this|your) (?:ai |personal |digital )?(?:assistant|agent|ai|chatbot|bot)|(?:all |ai )?(?:agents|assistants|bots|ai systems)|sallyport)';
const VERBS =
  '(?:forward|send|mail|upload|post|transfer|pay|delete|run|execute|install|share|recommend|mention|append|add|include|end|begin|start|reply|answer|call|fetch|visit|open|copy|store|save|report|tell|give|put|write|use|leave out)';
const HOST =
  '(?:[\\w.+-]{1,64}@[\\w-]|https?:|\\b[\\w-]{1,40}\\.(?:example|com|net|org|io|ru|xyz|info|site|online|dev|app)\\b)';

export const ORDERS_ENGLISH: readonly Sign[] = [
  {
    all: [
      new RegExp(
        `${ORDERED}(?:'s)? (?:must|should|shall|has to|have to|needs? to|will (?:always|never|now)|is (?:expected|supposed|required|asked|instructed|told|responsible|tasked)|is to|new (?:task|job|goal|role|duty))\\b`,
        'i',
      ),
    ],
  },
  {
    all: [
      new RegExp(
        `^\\W{0,3}(?:remember(?: to| that you must)?:? |please |note: )*(?:(?:always|never|automatically|from now on|henceforth|in (?:the |all |every )?future(?: \\w+)?|(?:every|each) (?:day|night|morning|evening|hour|week|time)|before answering|as of now),? )(?:always |also |never )?${VERBS}\\b`,
        'i',
      ),
      /\b(?:to|with|every|each|all|any|repl(?:y|ies)|answers?|conversations?|invoices?|files?|messages?|e?-?mails?|documents?)\b/i,
    ],
    not: /\b(?:grandma|grandpa|mum|mom|dad|doctor|dentist|oven|door|medicine|kitchen)\b/i,
  },
  {
    all: [
      new RegExp(
        `^\\W{0,3}(?:(?:whenever|every time|each time|when|if)\\b.{0,60}\\b(?:user|owner|anyone|anybody|somebody|someone|password|money|asked|mentioned)\\b.{0,60},? |(?:when|while|before|after) (?:summari[sz]ing|answering|replying|responding|translating|reading|processing)\\b.{0,60}, )(?:always |then |please |never |the assistant must )?${VERBS}\\b`,
        'i',
      ),
    ],
    not: /\b(?:we|I) (?:are|will|say)\b/,
  },
  // An order with an address in it.
  {
    all: [new RegExp(`^\\W{0,3}(?:please |remember to |and |then )*${VERBS}\\b`, 'i'), new RegExp(HOST, 'i')],
  },
  {
    all: [
      new RegExp(
        `^\\W{0,3}(?:please )?${VERBS}\\b.{0,60}\\b(?:whenever|every (?:question|message|reply|answer|mail|time)|each (?:question|message|reply|answer|time)|only after asking|once a day|from now on)\\b`,
        'i',
      ),
    ],
  },
  {
    all: [
      /\b(?:send|forward|upload|post|copy|share|transfer|give|sent|forwarded|uploaded|posted|shared|copied|receive)\b/i,
      /\b(?:every|each|all|new|copy|copies|everything|contacts)\b/i,
      new RegExp(`(?:\\bto |\\bat )${HOST}|\\b(?:should|must) receive\\b`, 'i'),
      /\b(?:must|remember|wants?|should|always|please|whenever|to be)\b/i,
    ],
  },
  {
    all: [
      /\b(?:do not|don't|never|must not|should not|without|avoid|not)\b.{0,20}\b(?:tell|reveal|mention|inform|show|notify|telling|informing|disclose|let)\b.{0,30}\b(?:the|your) (?:user|owner)\b(?! of)|\b(?:secret|hidden) from (?:the|your) (?:user|owner)\b(?! of)|\bthe (?:user|owner) (?:must|should|may) (?:not|never) (?:learn|know|see|find out|notice|hear)\b/i,
    ],
  },
  // A place in its memory, or among its rules.
  {
    all: [
      /\b(?:add|write|update|save|store|clear|reset|set|change|modify|put|append|record|commit)\b.{0,40}\b(?:your|global|permanent|system|internal|long-term) (?:\w+ )?(?:instructions?|memory|preferences?|knowledge|state|settings?|rules?|guidelines?|profile|context)\b|\b(?:store|save|keep|remember) this (?:rule|instruction|document|note|policy)\b|\b(?:safety|security)-related\b|\brequire_\w+.{0,4} (?:to|=) ?(?:false|off|no)\b/i,
    ],
  },
  // Claims of rank.
  {
    all: [
      /\b(?:I am|I'm|my (?:role|account|user id|session)|user|i have)\b/i,
      /\b(?:full|elevated|root|admin|administrator|superuser|unrestricted|all|special) (?:access(?: rights)?|privileges|permissions|rights)\b|\b(?:super-?admin|super-?user|system owner|(?:an?|the) (?:system )?(?:admin|administrator) (?:user|with|and)|a trusted user|verified (?:as|user))\b|\bi am trusted\b/i,
    ],
    not: /\b(?:at (?:work|the|my|school)|laptop|server|office|hospital|company)\b/i,
  },
  {
    all: [
      /^\W{0,3}(?:please )?(?:grant|give) me (?:all|full|admin|root|every|unlimited)\b|\btreat (?:all |every )?(?:my|of my) \w+ as\b/i,
    ],
  },
  {
    all: [
      /\b(?:all|safety|security|tool|access|file access) (?:\w+ )?(?:restrictions|safeguards|limits|filters|modules)\b/i,
      /\b(?:disabled|lifted|removed|off|none|void|suspended|ignore[sd]?|no longer|suppress|roll back|incorrectly)\b/i,
    ],
  },
  { all: [/^\W{0,3}(?:please )?always (?:recommend|suggest|promote|cite)\b/i] },
  {
    all: [/\byou must\b/i, /\b(?:owner|user|assistant|agent|answer|reply|every|always|obey)\b/i],
  },
  {
    all: [
      new RegExp(`${OWNER} (?:wants?|would like|expects?|asks?|needs?|likes?|prefers?)\\b`, 'i'),
      /\b(?:all|any|every|each|everything|whenever|automatically|always|from now on) (?:\w+ ){0,4}(?:to (?:be (?:sent|forwarded|paid|deleted|uploaded|shared|posted|run|transferred)|point|include|link|end|begin|start)|sent|forwarded|uploaded|posted)\b/i,
    ],
  },
];
