// Everything the chat window keeps, made by hand once and handed down by `AppContext`. No store knows another.
import { createContext, use } from 'react';
import { createStore, type StoreApi } from 'zustand';
import type { ChannelPlatform } from '../../contracts/channel-settings.ts';
import type { PageApi } from '../api.ts';
import { type Activity, createActivity } from './activity.ts';
import { type Conversations, createConversations } from './conversations.ts';
import { createDrafts, type Drafts, pageStorage } from './drafts.ts';
import { createMemory, type MemoryStores } from './memory/memory-stores.ts';
import { createSettings, type Settings } from './settings.ts';
import { createStatus, type StatusStore } from './status.ts';
import { createToasts, type Toasts } from './toasts.ts';
import { createTranscript, type Transcript } from './transcript.ts';
import { createWaiting, type Waiting } from './waiting.ts';

export type PageName = 'conversations' | 'waiting' | 'memory' | 'activity' | 'settings';

/** A platform, or a part that is none. */
export type SettingsSection =
  | ChannelPlatform
  | 'model'
  | 'webhooks'
  | 'gateway'
  | 'policy'
  | 'sandbox'
  | 'web'
  | 'memory'
  | 'credentials'
  | 'recovery'
  | 'about';

export interface ChatApp {
  readonly api: PageApi;
  readonly page: StoreApi<{ readonly name: PageName }>;
  /** Which part of Settings is open. */
  readonly section: StoreApi<{ readonly name: SettingsSection }>;
  readonly conversations: Conversations;
  readonly transcript: Transcript;
  readonly drafts: Drafts;
  readonly status: StatusStore;
  readonly waiting: Waiting;
  readonly activity: Activity;
  readonly memory: MemoryStores;
  readonly settings: Settings;
  readonly toasts: Toasts;
}

export function createChatApp(api: PageApi): ChatApp {
  const toasts = createToasts();
  return {
    api,
    page: createStore<{ readonly name: PageName }>(() => ({ name: 'conversations' })),
    section: createStore<{ readonly name: SettingsSection }>(() => ({ name: 'model' })),
    conversations: createConversations(api),
    transcript: createTranscript(api, (run) => requestAnimationFrame(run)),
    drafts: createDrafts(pageStorage()),
    status: createStatus(api),
    waiting: createWaiting(api),
    activity: createActivity(api),
    memory: createMemory(api, toasts),
    settings: createSettings(api),
    toasts,
  };
}

const AppContext = createContext<ChatApp | null>(null);

export const AppProvider = AppContext;

export function useApp(): ChatApp {
  const app = use(AppContext);
  if (app === null) throw new Error('A page of the chat window is drawn outside of it');
  return app;
}
