// What grants are made of in English. Written for sentences as plain-words.ts leaves them; see
// authority-signs.ts. Knows nothing else.
import { AGENT, ASKED, EFFECT, OBJECTS, OWNER, STANDING, WORLD } from './english-words.ts';
import type { Sign, Tongue } from './sign.ts';

export const ENGLISH: Tongue = {
  agent: new RegExp(AGENT, 'i'),
  owner: new RegExp(`${OWNER}|\\bon (?:their|his|her) behalf\\b`, 'i'),
  objects: new RegExp(`\\b${OBJECTS}\\b`, 'i'),
  waived: new RegExp(
    [
      `\\bwithout (?:any |further |first |the owner's |prior |explicit )?(?:asking|being asked|${ASKED}|confirming|review|verification|a (?:question|check)|checking (?:with|first)|waiting for (?:me|the|him|her|approval)|supervision)\\b`,
      `\\bno (?:further |prior |explicit )?${ASKED} (?:is |are )?(?:needed|required|necessary)\\b|\\b(?:needs?|requires?) no ${ASKED}\\b`,
      `(?:\\bnot|n't|\\bnever|\\bneed not)(?: need| have| require)?(?:s|d)? (?:to )?(?:be )?(?:confirm|approv|authori[sz]|ask(?:ed)? |check(?:ed)? |wait|${ASKED})`,
      `\\bno (?:need|reason) to (?:ask|check|confirm|verify|wait)\\b|\\bno questions asked\\b|\\b${ASKED}[^,]{0,30}\\b(?:is|are|can be|may be) (?:always )?(?:not needed|implied|assumed|presumed|taken for granted|unnecessary|waived)\\b`,
      `\\bpre-?(?:approved|authori[sz]ed)\\b|\\b(?:approved|authori[sz]ed|permitted|consented|agreed) in advance\\b|\\bauto-?(?: )?approv\\w+`,
    ].join('|'),
    'i',
  ),
  agrees:
    /\b(?:(?:comfortable|fine|okay|ok|happy) with the \w+ \w+ing|agree[sd]?|consents?|consented|allow(?:s|ed)?|permits?|permitted|authori[sz]e[sd]?|approve[sd]?|grant(?:s|ed)?|gave|given|waive[sd]?|delegate[sd]?|entrust(?:s|ed)?|cleared|blessing|permission|rights|says? yes|said yes|trusts?)\b/i,
  atOnce: new RegExp(
    `\\b(?:(?:is|are|be|get) (?:${STANDING} (?:approved|accepted|allowed|trusted|authori[sz]ed|granted|carried out|executed|obeyed)|(?:approved|accepted|allowed|trusted|granted|executed|run|carried out|obeyed|done) ${STANDING}|considered (?:approved|authori[sz]ed|confirmed))|: ${STANDING} (?:approved|accepted|allowed)|runs? (?:immediately|unattended))\\b`,
    'i',
  ),
  inPlace: new RegExp(
    [
      `\\b(?:speaks?|acts?|acting|decides?|answers?|signs?|approves?)\\b.{0,20}\\b(?:for|on behalf of|in the name of|with the authority of|in place of|instead of) the (?:owner|user)\\b(?! of| at)`,
      `\\b(?:same|equal|all the) (?:rights|authority|permissions|privileges|powers|access) (?:as|of) (?:the )?(?:owner|user|admin\\w*)\\b(?! of)`,
      `\\b(?:owner|co-?owner|admin|administrator|master|boss|in charge) of (?:this|the|your|our) (?:assistant|agent|ai|bot|computer|profile|sallyport|system)\\b`,
      `\\byour (?:new |real |true |only |rightful )?(?:owner|master|administrator|principal) (?:is|now)\\b|\\bis (?:now )?your (?:new |real |true )?(?:owner|master|administrator)\\b`,
      `\\b(?:count|counts|counted|considered|regarded|valid|taken|treated|treats?) (?:\\S+ ){0,8}?as (?:if |though )?(?:the |those of the |from the |commands? of the |an? |its |your )?(?:owner|user|admin\\w*|approved|verified|trusted)\\b|\\bto be considered (?:verified|trusted|safe|approved)`,
      `\\bthe owner's (?:second|other|new) (?:account|phone|number|id|address)\\b.{0,60}\\b(?:rights|messages|commands|own)\\b`,
      `\\b(?:admin\\w*|root|owner) (?:rights|access|privileges) (?:on|to|over) (?:this|the) (?:assistant|agent|ai|bot|profile)\\b`,
    ].join('|'),
    'i',
  ),
  world: new RegExp(
    // He pays, she paid, they never ask; a program that deletes; a boss who always approves.
    `${WORLD}|^\\W{0,3}(?:we|they|he|she|it|[ij]|my \\w+|\\S+ -\\w+) |^\\W{0,3}(?!the |this |an? |all |every |emails |files |invoices )\\w+(?: (?:always|never|often|usually))? (?!needs|has|is|was|does|runs)\\w{2,20}(?:s|ed) (?:\\S+ ){0,3}without\\b|\\bby (?:my|her|his|our|their) (?!assistant|agent|ai\\b)|\\bafter (?:a )?review\\b|\\bnot treat\\b`,
    'i',
  ),
};

export const GRANTS_ENGLISH: readonly Sign[] = [
  // No question where the gate asks one.
  {
    all: [
      new RegExp(
        `(?:^|[:,] |\\b(?:please|to|must|should|and|you|will) )(?:never|do not|don't|stop|no longer|not) (?:\\w+ )?(?:stop to )?(?:ask|asking|check|checking|confirm|confirming|verify|verifying|wait|waiting)\\b(?: (?:me|us|him|her|them|the owner|the user|with \\w+(?: \\w+)?))?(?: again)?[ ,]{1,2}(?:for (?:${ASKED}|the owner)|before (?:delet|runn?|send|execut|pay|transfer|install|forward|acting|do|us|open|upload|download|push|chang|writ)\\w*|(?:about|for) (?:transfers?|payments?|commands?|files?|deletions?|purchases?|approvals?))|\\b(?:stop|stops|stopped|quit) asking for ${ASKED}\\b`,
        'i',
      ),
    ],
  },
  {
    all: [
      new RegExp(OWNER, 'i'),
      new RegExp(
        `\\b(?:(?:not|n't|never|no longer) (?:want|wish|like|need|care|to be)|not to see|without|annoying|tired|hates?|dislikes?|finds?|over|less|fewer|skip)\\b.{0,40}\\b(?:(?:asked|bothered|prompted|interrupted) (?:before|for|with|again|whether)|${ASKED}s?|(?:security|${ASKED}) (?:prompts?|questions?|dialogs?))\\b|\\bbeing asked\\b.{0,12}\\bjust do\\b`,
        'i',
      ),
    ],
    not: /\b(?:from|by) (?:my|her|his|the) /i,
  },
  {
    all: [
      new RegExp(
        `\\bjust do it\\b.{0,20}\\bautomatically\\b|\\bfull autonomy\\b|(?:^|[,:] |\\byou may |\\bshould |\\bto )(?:\\w+ ){0,2}?(?:proceed|continue|work|act|go ahead|push|commit|deploy|merge|execute)\\b.{0,60}\\bwithout (?:asking|${ASKED}|confirming)|\\b(?:${ASKED}|security|safety)s? (?:questions?|prompts?|requests?|dialogs?|steps?|checks?)\\b.{0,40}\\b(?:annoying|unnecessary|answered|unwanted|with yes|off|disabled|skipped|not)\\b|\\bacts? first and asks? later\\b|\\b(?:act|approve|run|execute|do|pay|send)s?(?: \\w+)? first\\b.{0,12}\\b(?:ask|verify|check|confirm)s? later\\b|\\bsilence\\b.{0,30}\\bas (?:an? )?(?:approval|consent|yes|agreement)\\b`,
        'i',
      ),
    ],
    not: new RegExp(WORLD, 'i'),
  },
  {
    all: [
      /\b(?:skip|bypass|waive|omit|circumvent)s?\b.{0,20}\b(?:approvals?|confirmations?|permission|checks|review|security|verification|safety|rate limit\w*|restrictions)\b|\b(?:approvals?|confirmations?) (?:can|may|should|must|shall|are to|is to) (?:always )?be (?:skipped|ignored|bypassed|omitted|waived|answered)/i,
    ],
  },
  // Permission that stands.
  {
    all: [
      new RegExp(
        `\\b(?:standing|blanket|permanent|unlimited|irrevocable|perpetual|indefinite) (?:${ASKED}|authori[sz]ation|authority|approvals?)\\b|\\b(?:${ASKED}|authori[sz]ation|authority)\\b.{0,40}\\b(?:is permanent|once and for all|in advance)\\b`,
        'i',
      ),
    ],
  },
  {
    all: [
      new RegExp(
        `(?:${AGENT}) (?:also |now |always |hereby |fully |explicitly )*(?:(?:is|are) (?:\\w+ )?(?:allowed|permitted|authori[sz]ed|entitled|cleared|free|trusted) to|(?:may|can)(?: always| also| now| freely)? ${EFFECT}|(?:has|have|got|was given|is given|operates with|works with|with) (?:\\w+ ){0,2}(?:access|permissions?|authority|restrictions|blessing|sudo)|(?:should|may|can|must) (?:always )?(?:assume|trust|accept|approve|obey))\\b`,
        'i',
      ),
    ],
  },
  {
    all: [
      new RegExp(
        `\\byou (?:are|have been) (?:now |hereby |always |fully )*(?:allowed|permitted|authori[sz]ed|cleared|free) to ${EFFECT}\\b|\\b(?:okay|ok|fine|allowed|permitted|free) to (?:share|tell|give|send|read|see|delete|show|spend) (?:\\w+ )?(?:the (?:owner|user)'s|all|any|anything|everything|memories|passwords)\\b`,
        'i',
      ),
    ],
  },
  {
    all: [
      new RegExp(`${OWNER}`, 'i'),
      /\b(?:comfortable with|fine (?:with|to)|okay with|ok with|happy with|agree[sd]? (?:to|with|that)|consent(?:s|ed)? to|allow(?:s|ed)?|permit(?:s|ted)|authori[sz]e[sd]?|approve[sd]?|grant(?:s|ed)?|gave|waive[sd]?|delegate[sd]?|cleared by|said yes|says yes|trusts?|confirm(?:s|ed) that)\b/i,
      /\b(?:commands|actions|tools?|scripts?|shell|terminal|memories|approvals?|automatic|pre-?approv\w+|in advance|permanently|once and for all|future|whatever|anything|everything|all decisions|files being|on (?:their|his|her) behalf|(?:all|any|every) (?:payments?|purchases?|uploads?|changes? that|requests?|messages?|files?|deletions?)|purchases|file uploads|deletion of|spend up to)\b/i,
    ],
    not: new RegExp(WORLD, 'i'),
  },
  {
    all: [
      /\b(?:has|have|had|with|given|gave|gives|granted|got) (?:[\w'-]+ ){0,4}?(?:permission|authority|authori[sz]ation|rights?) (?:to|over)\b/i,
      new RegExp(`\\b(?:to (?:run|execute)|${OBJECTS}|commands?|calendar)\\b`, 'i'),
    ],
    not: new RegExp(`\\bpermission\\b.{0,20}\\bfrom\\b|${WORLD}`, 'i'),
  },
  {
    all: [
      /\b(?:authori[sz]ed|entitled|empowered|allowed|permitted|cleared)(?: by the \w+)? to (?:run|execute|approve|give|issue|order|send|delete|read|see|access|install|transfer)\b|\b(?:may|can) approve (?:actions|commands|tool calls|requests for the)\b/i,
      new RegExp(`\\b(?:${OBJECTS}|orders|whatever)\\b|for the (?:owner|user)\\b|private memor`, 'i'),
    ],
    not: new RegExp(WORLD, 'i'),
  },
  // Always yes.
  {
    all: [
      new RegExp(
        `(?:^|[:,] |\\b(?:to|must|should|shall|please|and|will|now on) |${AGENT} )(?:(?:${STANDING}|auto-?) ?){1,2}(?:approve|accept|allow|authori[sz]e|grant|confirm|trust|obey|execute|run|say yes|answer yes)\\b`,
        'i',
      ),
      new RegExp(
        `\\b(?:${OBJECTS}|everything|anything|whatever|what \\w+ (?:says|asks|wants|orders|requests|sends)|pairings?|yes|obey)\\b`,
        'i',
      ),
    ],
  },
  {
    all: [
      /(?:^|[:,] |\b(?:now on|must|should|please|always) )(?:always )?(?:approve|accept|allow|run|execute|obey|follow|carry out|pay|grant|trust)(?: \w+)? (?:every|all|any|each|whatever|everything|anything)\b/i,
      /\b(?:from|of|by|that|which|for|says|sends|wants|asks)\b/i,
    ],
  },
  {
    all: [/\bauto-?(?: )?approv\w+|\bpairing\b.{0,40}\b(?:approved|accepted|confirmed)\b/i],
    not: /\b(?:pull requests?|prs?|dependabot|ci|wine|cheese)\b/i,
  },
  // Whose word counts.
  {
    all: [
      new RegExp(
        `(?:^|\\b(?:must|should|shall|always|has to|have to|to|${AGENT}) )(?:always )?obey\\b|\\bmust be obeyed\\b|\\b(?:do|does|carry out|follow) (?:whatever|anything|everything) \\w+ (?:says|asks|wants|orders|tells|requests)\\b|\\bwhatever \\w+ (?:says|asks|wants|orders|requests)\\b.{0,30}\\b(?:okay|ok|fine|allowed|approved|done)\\b`,
        'i',
      ),
    ],
    not: /\b(?:dog|children|kids|soldiers?|pupils?|drivers?|students?)\b/i,
  },
  {
    all: [
      /\b(?:instructions?|orders|commands?|words?|wishes|messages?|requests?)\b/i,
      /\b(?:take|takes|have|has|get|gets) (?:precedence|priority)\b|\b(?:override|overrule|outrank|supersede)s?\b|\b(?:is|are) binding\b|\bmust (?:always )?be (?:followed|carried out)\b|\bshould be (?:executed|carried out|followed) (?:right away|immediately|at once)\b/i,
    ],
    not: new RegExp(WORLD, 'i'),
  },
  {
    all: [
      /\b(?:messages?|e?-?mails?|files?|links?|attachments?|commands?|requests?|instructions?|anything|everything|whatever)\b.{0,30}\b(?:from|of|by|sends?)\b.{0,40}\b(?:(?:can|may|should|must)(?: always)? be (?:trusted|executed|run|opened|believed)|(?:is|are) (?:always |to be )?(?:trusted|trustworthy|safe|verified|genuine|considered))\b/i,
    ],
  },
  {
    all: [
      /\bis a trusted (?:host|sender|source|domain|site|website|device|server)\b|\b(?:added to|put on|on|part of)\b.{0,12}\b(?:allow|white|safe)[ -]?lists?\b|\b(?:allow|white)[ -]?list (?:includes|contains|holds)\b/i,
    ],
  },
  {
    all: [
      /\btrust(?:s|ing)? (?:everything|anything|whatever|all)\b|\b(?:any|every|all) (?:file|document|message|memor|mail|password)\w* of the (?:owner|user)\b(?! of)|\b(?:passwords|secrets|credentials|memories)\b (?:may|can|should) be (?:shared|told|sent|given|shown)\b/i,
    ],
  },
  // Settings that are none of a memory's.
  {
    all: [
      /\b(?:approvals?|confirmations?|sandbox(?:ing)?|(?:safety|security|approval|permission) (?:checks?|prompts?|questions?|settings|steps?)|guardrails|policy|preset|rules? (?:about|on|for|of) (?:confirm|approv|ask|permission)\w*)\b.{0,40}\b(?:disabled|deactivated|(?:turned|switched) off|lifted|suspended|relaxed|bypassed|not (?:required|needed|necessary|apply)|no longer (?:apply|applies|needed|required|in force)|trusting|void|(?:allows|permits) everything)\b/i,
    ],
    not: new RegExp(`${WORLD}|\\basking for the\\b`, 'i'),
  },
  {
    all: [
      /\b(?:developer|debug|god|maintenance|admin|unrestricted|jailbreak) mode\b/i,
      new RegExp(`${AGENT}|${OWNER}|restrictions|\\byou\\b`, 'i'),
    ],
  },
  {
    all: [
      new RegExp(
        `(?:${AGENT}).{0,40}\\b(?:no|without(?: any)?|free of) (?:restrictions|limits|rules|${ASKED})\\b|(?:${AGENT}|${OWNER}).{0,40}\\b(?:can|may|could) (?:run|do|execute|open|read|delete|send|use) (?:anything|everything|whatever|any)\\b`,
        'i',
      ),
    ],
  },
  {
    all: [
      /\beverything is (?:allowed|permitted|approved)\b/i,
      /\b(?:settings|security|agent|assistant|owner|user|policy)\b/i,
    ],
  },
];
