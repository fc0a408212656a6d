// What the chat page does: shows the code, waits for the owner, then reads, listens and says. Text nodes only; nothing is
// kept in the browser but the cookie that no script can read.
//   /v1/pair → (owner allows) → /v1/conversations → /v1/messages → /v1/events; say → /v1/messages

export const CHAT_SCRIPT = `
'use strict';
(() => {
  const at = (id) => document.getElementById(id);
  const say = (text) => { at('state').textContent = text; };
  const call = async (path, body, headers) => {
    const answer = await fetch(path, body === undefined ? {} : {
      method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers },
    });
    const value = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(value.error.message), { code: value.error.code });
    return value;
  };
  const shown = new Map();
  let writing = null;
  let events = null;
  let conversationId = null;

  function put(id, author, text) {
    let element = shown.get(id);
    if (element === undefined) {
      element = document.createElement('div');
      element.className = 'message ' + (author === 'person' ? 'person' : author === 'notice' ? 'notice' : 'agent');
      shown.set(id, element);
      at('messages').append(element);
    }
    element.textContent = text;
    element.scrollIntoView({ block: 'end' });
  }

  function hear(event) {
    if (event.type === 'message' && event.message.conversationId === conversationId) {
      put(event.message.id, event.message.author, event.message.text);
    }
    if (event.type === 'text' && event.conversationId === conversationId) {
      writing = writing !== null && writing.id === event.stepId ? writing : { id: event.stepId, text: '' };
      writing.text += event.delta;
      put(writing.id, 'agent', writing.text);
    }
    if (event.type === 'turn-start') say('The agent is at it.');
    if (event.type === 'turn-end') { writing = null; say(''); }
  }

  async function read() {
    const { conversations } = await call('/v1/conversations');
    const main = conversations.find(({ name }) => name === 'main');
    if (main === undefined) return;
    conversationId = main.id;
    const { messages } = await call('/v1/messages?limit=100&conversation=' + main.id);
    for (const { id, author, text } of messages) put(id, author, text);
  }

  async function listen() {
    if (events !== null) events.close();
    events = new EventSource('/v1/events');
    events.onmessage = ({ data }) => hear(JSON.parse(data));
    events.onopen = () => { say(''); read().catch(trouble); };
    events.onerror = () => {
      say('The connection is gone; trying again.');
      // The browser goes on by itself from where it was; where it cannot, everything is read anew.
      if (events.readyState === EventSource.CLOSED) setTimeout(begin, 3000);
    };
  }

  function trouble(problem) {
    if (problem.code === 'token-missing' || problem.code === 'token-refused') return ask();
    say(problem.message);
  }

  function ask() {
    if (events !== null) events.close();
    at('chat').hidden = true;
    at('pair').hidden = false;
    at('pair-form').hidden = false;
    at('check').hidden = true;
    take();
  }

  /** The code of the address, which is then gone from it. */
  function take() {
    const given = /^#code=([A-Z0-9]{8})$/.exec(location.hash);
    if (given) at('code').value = given[1];
    history.replaceState(null, '', '/');
  }

  function chat() {
    at('pair').hidden = true;
    at('chat').hidden = false;
    listen().catch(trouble);
  }

  async function wait() {
    const { state, check } = await call('/v1/pair');
    if (state === 'paired') return chat();
    if (state === 'refused') { ask(); return say('It was not allowed. Make a new code on the computer.'); }
    at('pair-form').hidden = true;
    at('check').hidden = false;
    at('check').textContent = 'Compare this number on your computer, then allow it there: ' + check;
    setTimeout(() => wait().catch(trouble), 2000);
  }

  async function begin() {
    try {
      const { state } = await call('/v1/pair');
      if (state === 'paired') chat();
      else if (state === 'waiting') await wait();
      else ask();
    } catch (problem) { trouble(problem); }
  }

  at('pair-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      await call('/v1/pair', { code: at('code').value, name: at('name').value });
      at('pair').hidden = false;
      say('');
      await wait();
    } catch (problem) { say(problem.message); }
  });
  at('say-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = at('text').value.trim();
    if (text === '') return;
    const random = crypto.getRandomValues(new Uint8Array(16));
    const key = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
    try {
      const said = await call('/v1/messages', { text }, { 'idempotency-key': key });
      conversationId = said.conversationId;
      put(said.messageId, 'person', text);
      at('text').value = '';
    } catch (problem) { trouble(problem); }
  });
  addEventListener('hashchange', take);
  at('pair').hidden = true;
  begin();
})();
`;
