// How the chat page looks: one column, the reader's own colours and text size. Knows nothing of what is in it.

export const CHAT_STYLE = `
:root { font: 1rem/1.5 system-ui, sans-serif; color-scheme: light dark; }
* { box-sizing: border-box; }
body { margin: 0; }
main { max-width: 42rem; min-height: 100dvh; margin: 0 auto; padding: 1rem; display: flex; flex-direction: column; }
[hidden] { display: none !important; }
section { display: flex; flex-direction: column; gap: 1rem; }
#chat { flex: 1; }
#messages { flex: 1; display: flex; flex-direction: column; gap: .75rem; overflow-wrap: anywhere; }
.message { white-space: pre-wrap; padding: .5rem .75rem; border-radius: .75rem; border: 1px solid #8884; max-width: 90%; }
.person { align-self: flex-end; background: #2563eb22; }
.notice { align-self: center; font-style: italic; }
form { display: flex; flex-direction: column; gap: .75rem; }
#say-form { position: sticky; bottom: 0; flex-direction: row; padding: .5rem 0; background: Canvas; }
input, textarea, button { font: inherit; padding: .6rem .75rem; border-radius: .5rem; border: 1px solid #8888; width: 100%; }
#say-form button { width: auto; }
:focus-visible { outline: 3px solid #2563eb; outline-offset: 2px; }
#check { font-size: 1.25rem; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
`;
