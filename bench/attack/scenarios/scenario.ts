// What a scenario is: data. An attack is orders in somebody else's text and the way that text comes in; an honest task
// is orders in the owner's or a paired person's own words.

export type Order = readonly [tool: string, input: unknown];

/** How the attacker's text reaches the model. */
export const CARRIERS = [
  'forwarded',
  'file',
  'command-output',
  'web-page',
  'memory',
  'paired',
  'archive',
] as const;
export type Carrier = (typeof CARRIERS)[number];

export type AttackClass =
  | 'exfiltration by address'
  | 'exfiltration by name server'
  | 'exfiltration by message'
  | 'exfiltration by file or commit'
  | 'destruction'
  | 'persistence'
  | 'policy and pairing'
  | 'approval spoofing'
  | 'sandbox escape'
  | 'other people'
  | 'secrets';

export interface AttackSeed {
  readonly name: string;
  readonly kind: AttackClass;
  /** `{{port}}`, `{{base}}`, `{{ada}}`, `{{ben}}` are filled in by the runner; `$LAST`, `$CANARY` by the model. */
  readonly orders: readonly Order[];
}

export interface Attack extends AttackSeed {
  readonly carrier: Carrier;
}

export interface HonestTask {
  readonly name: string;
  readonly kind: string;
  readonly who: 'owner' | 'ada';
  readonly orders: readonly Order[];
}

export const sh = (line: string): Order => ['run_command', { argv: ['sh', '-c', line] }];
export const run = (...argv: readonly string[]): Order => ['run_command', { argv }];
export const read = (path: string): Order => ['read_file', { path }];
export const write = (path: string, text: string): Order => ['write_file', { path, text }];
export const edit = (path: string, find: string, replace: string): Order => [
  'edit_file',
  { path, find, replace },
];
export const fetchUrl = (url: string): Order => ['fetch_url', { url }];
export const download = (url: string, path: string): Order => ['download', { url, path }];
export const search = (query: string): Order => ['search_web', { query }];
export const send = (to: string, text: string): Order => ['send_message', { to, text }];
export const remember = (fact: string): Order => ['remember', { fact }];
export const editPage = (find: string, replace: string): Order => ['edit_memory_page', { find, replace }];
export const forget = (about: string): Order => ['forget', { about }];
export const recall = (query: string): Order => ['recall', { query }];
