// What grants and orders speak of, in English: the agent and its owner as a memory names them, what it does, to what, and
// where other people's rules hold. Written for sentences as plain-words.ts leaves them. Knows nothing else.

export const AGENT =
  '\\b(?:(?:the|this|your|an?) (?:ai |personal |digital )?(?:assistant|agent|ai|chatbot|bot)|sallyport)\\b(?! (?:of|at|in|from|for|called|named|professor)\\b)';
export const OWNER =
  '\\b(?:the|its|your) (?:user|owner)\\b(?! (?:of|group|manual|guide|interface|name|in|at)\\b)';
/** What an agent does that outlives its answer. */
export const EFFECT =
  '(?:run|execute|delete|remove|erase|send|forward|transfer|pay|buy|purchase|order|install|download|upload|share|publish|post|push|merge|read|open|access|use|approve|accept|grant|change|edit|write|overwrite|disable|act|proceed|do|decide|tell|disclose|spend|make)';
/** What it does that to. Plural, or any one of them: "the command git push" is somebody's command line. */
export const OBJECTS =
  '(?:commands|requests|files|messages|e?-?mails|payments?|transfers|invoices|bills|purchases|instructions|actions|tool calls|tools|scripts|approval questions|pairing|uploads|downloads|software|backups|mailbox|terminal|shell|network access|attachments|push(?:es|ing)|delet(?:ing|ions?)|overwrit\\w+|settings|memories|operations|transactions|tool invocations|commits|refunds?|tasks|(?:any|every|each|this) (?:command|request|file|action|purchase|message|payment)|packages)';
export const ASKED = '(?:approval|confirmation|permission|consent)';
export const STANDING =
  '(?:always|automatically|blindly|immediately|silently|unconditionally|right away|straight away|at once|unattended|by default)';
export const WORLD =
  '\\b(?:bank|supermarket|shop|restaurant|hotel|museum|airline|airport|school|university|library|hospital|doctor|dentist|council|city|court|government|parliament|landlord|tenants?|tax office|insurance|company|employees?|boss|police|customs|neighbou?rs?|gym|club|church|children|kids|husband|wife|mother|father|parents|repository|server)\\b';
