// Events of main → stores of the chat window, and the first reading of each. Events announce what is already
// durable; nothing here decides anything.
import type { ChatApp } from './stores/chat-stores.ts';

/** Changes come in bursts; the page asks once a burst. */
const BURST_MS = 250;

/** Subscribes first and reads then, so that nothing falls between. The result ends the subscriptions. */
export function startSync(app: ChatApp): () => void {
  const { api, conversations, transcript, drafts, status, waiting, settings, activity, memory, toasts } = app;
  const refreshMemory = onceABurst(() => {
    // A page that is not shown reads its list when it is shown again.
    if (app.page.getState().name === 'memory') void memory.refresh();
  });
  const refreshDocuments = onceABurst(() => void memory.documents.refresh());
  const refreshEntities = onceABurst(() => void memory.entities.refresh());
  const refreshUndelivered = onceABurst(() => void waiting.loadUndelivered());
  const refreshFrames = onceABurst(() => void activity.refresh());
  const ends = [
    api.conversations.on['conversation-change'](conversations.apply),
    api.conversations.on['conversation-end'](({ conversationId }) => {
      conversations.remove(conversationId);
      drafts.set(conversationId, '', true);
    }),
    api.conversations.on['item-change'](({ conversationId, item }) =>
      transcript.applyItem(conversationId, item),
    ),
    api.conversations.on['turn-text'](({ delta, ...step }) => transcript.addText({ ...step, text: delta })),
    api.conversations.on['turn-end'](({ conversationId, turnId }) =>
      transcript.endTurn(conversationId, turnId),
    ),
    api.approvals.on['approvals-change'](() => void waiting.loadApprovals()),
    api.pairing.on['pairing-change'](() => void waiting.loadPairings()),
    api.outbox.on['outbox-change'](refreshUndelivered),
    api.activity.on['frame-add'](({ kind }) => {
      refreshFrames();
      if (kind === 'rule-saved' || kind === 'rule-revoked') void settings.loadRules();
    }),
    api.settings.on['settings-change'](({ config, problem }) => {
      settings.applyConfig(config, problem);
      void settings.loadFirstRun();
    }),
    api.credentials.on['credentials-change'](settings.applyCredentials),
    api.memory.on['memory-change'](({ what }) => {
      if (what === 'memories') refreshMemory();
      if (what === 'core') void memory.core.load();
      // A memory that came or went changes how many speak of one.
      if (what !== 'core') refreshEntities();
    }),
    api.memory.on['progress-change'](memory.progress.apply),
    api.documents.on['documents-change'](refreshDocuments),
    api.status.on['status-change'](status.apply),
    conversations.store.subscribe((now, before) => {
      if (now.selectedId !== null && now.selectedId !== before.selectedId)
        void transcript.open(now.selectedId);
    }),
  ];
  void toasts.tell(status.load());
  void conversations.load();
  void memory.progress.load();
  void settings.load();
  void waiting.loadApprovals();
  void waiting.loadPairings();
  void waiting.loadUndelivered();
  return () => {
    for (const end of ends) end();
  };
}

/** However often it is called, it runs once a pause: what is read again is read whole. */
function onceABurst(run: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      run();
    }, BURST_MS);
  };
}
