// Events of main → stores of the chat window, and the first reading of each. Events announce what is already
// durable; nothing here decides anything.
import type { ChatApp } from './stores/chat-stores.ts';

/** Frames come in bursts; the page asks for them once a burst. */
const FRAMES_PAUSE_MS = 250;

/** Subscribes first and reads then, so that nothing falls between. The result ends the subscriptions. */
export function startSync(app: ChatApp): () => void {
  const { api, conversations, transcript, status, waiting, settings, activity, toasts } = app;
  let framesTimer: ReturnType<typeof setTimeout> | null = null;
  const refreshFrames = (): void => {
    if (framesTimer !== null) return;
    framesTimer = setTimeout(() => {
      framesTimer = null;
      void activity.refresh();
    }, FRAMES_PAUSE_MS);
  };
  const ends = [
    api.conversations.on['conversation-change'](conversations.apply),
    api.conversations.on['item-change'](({ conversationId, item }) =>
      transcript.applyItem(conversationId, item),
    ),
    api.conversations.on['turn-text'](({ delta, ...step }) => transcript.addText({ ...step, text: delta })),
    api.conversations.on['turn-end'](({ conversationId, turnId }) =>
      transcript.endTurn(conversationId, turnId),
    ),
    api.approvals.on['approvals-change'](() => void waiting.loadApprovals()),
    api.pairing.on['pairing-change'](() => void waiting.loadPairings()),
    api.activity.on['frame-add'](({ kind }) => {
      refreshFrames();
      if (kind === 'rule-saved' || kind === 'rule-revoked') void settings.loadRules();
    }),
    api.settings.on['settings-change'](({ config, problem }) => {
      settings.applyConfig(config, problem);
      void settings.loadFirstRun();
    }),
    api.credentials.on['credentials-change'](settings.applyCredentials),
    api.status.on['status-change'](status.apply),
    conversations.store.subscribe((now, before) => {
      if (now.selectedId !== null && now.selectedId !== before.selectedId)
        void transcript.open(now.selectedId);
    }),
  ];
  void toasts.tell(status.load());
  void conversations.load();
  void settings.load();
  void waiting.loadApprovals();
  void waiting.loadPairings();
  return () => {
    if (framesTimer !== null) clearTimeout(framesTimer);
    for (const end of ends) end();
  };
}
