// The chat page for a paired device: one document without a framework, everything it may do written into its policy. What
// people and the agent say is put in as text, never as markup.
import { createHash } from 'node:crypto';
import { CHAT_SCRIPT } from './chat-script.ts';
import { CHAT_STYLE } from './chat-style.ts';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Source: https://www.w3.org/TR/CSP3/#grammardef-hash-source */
export const CHAT_PAGE_POLICY = [
  "default-src 'none'",
  // SECURITY: this script and no other, whatever might get into the page.
  `script-src ${hashOf(CHAT_SCRIPT)}`,
  `style-src ${hashOf(CHAT_STYLE)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  // SECURITY: no string becomes markup or code.
  "require-trusted-types-for 'script'",
].join('; ');

export const CHAT_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sallyport</title>
<style>${CHAT_STYLE}</style>
</head>
<body>
<main>
<section id="pair" hidden>
<h1>Pair this device</h1>
<p id="pair-help">On your computer: Settings, Gateway, Pair a device. Then type the code here.</p>
<form id="pair-form" autocomplete="off">
<label>Code <input id="code" required maxlength="12" autocapitalize="characters" spellcheck="false"></label>
<label>Name of this device <input id="name" required maxlength="40" value="My phone"></label>
<button>Ask</button>
</form>
<p id="check" hidden></p>
</section>
<section id="chat" hidden>
<div id="messages" role="log" aria-live="polite"></div>
<form id="say-form">
<label class="heard" for="text">Message</label>
<textarea id="text" rows="2" required maxlength="100000" placeholder="Write a message"></textarea>
<button>Send</button>
</form>
</section>
<p id="state" role="status"></p>
</main>
<script>${CHAT_SCRIPT}</script>
</body>
</html>
`;
