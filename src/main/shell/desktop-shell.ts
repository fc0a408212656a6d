// The desktop: session, windows, tray, notifications, dialogs. Shows what the agent says; settles nothing by itself.
import { type BrowserWindow, clipboard, dialog, session, shell } from 'electron';
import type { Question } from '../../contracts/approvals.ts';
import type { OnFault } from '../../contracts/dispatch.ts';
import { revealedText } from '../../contracts/revealed.ts';
import type { AllHandlers } from '../../contracts/surfaces.ts';
import type { Agent } from '../domain/agent.ts';
import { createFileDialogs } from './file-dialogs.ts';
import { pairingQuestions } from './handlers/deciding.ts';
import type { Desktop } from './handlers/desktop.ts';
import { type IpcDoor, openIpcDoor } from './ipc-door.ts';
import { createNotifications } from './notifications.ts';
import { secureSession } from './session-security.ts';
import { createTray, type TrayEntry } from './tray.ts';
import { serveApp } from './windows/app-protocol.ts';
import { createApprovalWindow } from './windows/approval-window.ts';
import { createChatWindow } from './windows/chat-window.ts';

export interface DesktopShell {
  readonly desktop: Desktop;
  /** Opens the door to the handlers, then the tray. The handlers need the desktop first, so this comes second. */
  open(handlers: AllHandlers): void;
  announce(contract: string, event: string, payload: unknown): void;
  isHeard(): boolean;
  close(): void;
}

export interface DesktopShellOptions {
  readonly agent: Agent;
  readonly folders: { readonly renderer: string; readonly preload: string; readonly resources: string };
  readonly now: () => number;
  readonly onFault: OnFault;
  readonly onQuit: () => void;
  /** Registers what shows the chat window: a second start, a click on the dock. */
  readonly onShowChat: (show: () => void) => void;
  /** False: the tray alone, until somebody asks for the window. */
  readonly opensChat: boolean;
  /** True the first time only; remembered. */
  readonly isFirstClose: () => boolean;
}

const LINK_SCHEMES = ['http:', 'https:', 'mailto:'];

export function createDesktopShell(options: DesktopShellOptions): DesktopShell {
  const { agent, folders } = options;
  const appSession = session.fromPartition('persist:sallyport');
  secureSession(appSession);
  serveApp(appSession, folders.renderer);
  const notifications = createNotifications();
  const ownerLinks = new Set<string>();
  let known = new Set<string>();
  /** What expired and is looked at once more; nothing about it can be settled. */
  let lookedAt: string | null = null;
  let opened: {
    door: IpcDoor;
    approvals: ReturnType<typeof createApprovalWindow>;
    chat: ReturnType<typeof createChatWindow>;
    tray: ReturnType<typeof createTray>;
  } | null = null;

  const desktop: Desktop = {
    review: (id, as) => {
      if (id !== null && as === 'owner') ownerLinks.add(id);
      else if (id !== null) ownerLinks.delete(id);
      lookedAt = id;
      opened?.approvals.show(id);
    },
    questions,
    focusQuestion: (id) => opened?.approvals.focus(id),
    hideApprovals: () => {
      lookedAt = null;
      opened?.approvals.hide();
    },
    fitApprovals: (height) => opened?.approvals.fit(height),
    isArmed: (id) => opened?.approvals.isArmed(id) ?? false,
    ...createFileDialogs(() => opened?.chat.window() ?? null),
    openLink,
    showRecoveryKey: async (key) => {
      await message(opened?.chat.window() ?? null, {
        type: 'info',
        title: 'Recovery key',
        message: 'Write this down or print it, and keep it away from this computer.',
        detail: `${key}\n\nIt opens this profile when the keychain does not. It is shown only now.`,
        buttons: ['I have kept it'],
      });
    },
    showKey: async (label, key) => {
      const copied = await message(opened?.chat.window() ?? null, {
        type: 'info',
        title: 'API key',
        message: `The key “${revealedText(label)}”. It is shown only now.`,
        detail: `${key}\n\nGive it to the program that needs it, and to nobody else.`,
        buttons: ['Done', 'Copy it'],
        defaultId: 0,
        cancelId: 0,
      });
      if (copied === 1) clipboard.writeText(key);
    },
    quit: options.onQuit,
  };

  function openQuestions(): readonly Question[] {
    return [...agent.approvals.questions(), ...pairingQuestions(agent, (id) => ownerLinks.has(id))];
  }

  function questions(): readonly Question[] {
    const past = lookedAt === null ? null : agent.expiredQuestion(lookedAt);
    return past === null ? openQuestions() : [...openQuestions(), past];
  }

  async function openLink(url: string): Promise<boolean> {
    const target = URL.canParse(url) ? new URL(url) : null;
    // SECURITY: no scheme but these; a file: or custom scheme could start a program.
    if (target === null || !LINK_SCHEMES.includes(target.protocol)) return false;
    const where = target.protocol === 'mailto:' ? target.pathname : target.host;
    const choice = await message(opened?.chat.window() ?? null, {
      type: 'question',
      title: 'Open link',
      message: `Open ${where}?`,
      detail: target.href.slice(0, 500),
      buttons: ['Cancel', 'Open'],
      defaultId: 0,
      cancelId: 0,
    });
    if (choice !== 1) return false;
    await shell.openExternal(target.href);
    return true;
  }

  function open(handlers: AllHandlers): void {
    const door = openIpcDoor(handlers, options.onFault);
    const window = {
      session: appSession,
      door,
      preloadFolder: folders.preload,
      iconFile: `${folders.resources}/icon.png`,
    };
    const approvals = createApprovalWindow({
      ...window,
      title: 'Sallyport: your decision',
      questions,
      now: options.now,
      announce: door.announce,
      // Closing denies an action or a change; a person who asks to be paired stays pending.
      onClosedAt: (id) => {
        lookedAt = null;
        if (opened !== null) agent.approvals.deny(id, null);
      },
    });
    const chat = createChatWindow({ ...window, title: 'Sallyport', onFirstClose: tellAboutTray });
    const tray = createTray({
      resources: folders.resources,
      status: agent.status,
      pending: trayEntries,
      onOpen: chat.show,
      onReview: (id) => desktop.review(id, 'person'),
      onDeny: (entry) =>
        void (entry.kind === 'approval'
          ? agent.approvals.deny(entry.id, null)
          : agent.pairing.deny(entry.id, false)),
      onPause: (paused) => (paused ? agent.pause() : agent.resume()),
      onStopAll: agent.stopAll,
      onQuit: options.onQuit,
    });
    opened = { door, approvals, chat, tray };
    known = new Set(openQuestions().map((question) => question.id));
    options.onShowChat(chat.show);
    if (options.opensChat) chat.show();
  }

  function trayEntries(): readonly TrayEntry[] {
    return openQuestions()
      .map((question): TrayEntry & { at: string } => ({
        id: question.id,
        kind: question.kind === 'pairing' ? 'pairing' : 'approval',
        label:
          question.kind === 'pairing'
            ? `${question.senderName ?? question.senderId} wants to be paired, on ${question.channelId}`
            : revealedText(question.summary),
        at: question.createdAt,
      }))
      .sort((a, b) => (a.at < b.at ? 1 : -1));
  }

  /** What is new since the last look: an action brings the window to the front, a pairing request only tells. */
  function lookForNews(): void {
    if (opened === null) return;
    const now = openQuestions();
    const fresh = now.filter((question) => !known.has(question.id));
    known = new Set(now.map((question) => question.id));
    opened.tray.refresh();
    opened.approvals.refresh();
    const action = fresh.find((question) => question.kind === 'tool-call');
    if (action !== undefined) {
      opened.approvals.bring(action.id);
      notifications.show('approval', 'Needs your decision', revealedText(action.summary), () =>
        desktop.review(action.id, 'person'),
      );
    }
    const pairing = fresh.find((question) => question.kind === 'pairing');
    if (pairing !== undefined) {
      notifications.show('pairing', 'Somebody wants to be paired', revealedText(pairing.asker), () =>
        desktop.review(pairing.id, 'person'),
      );
    }
  }

  function tellAboutTray(): void {
    if (opened === null || !options.isFirstClose()) return;
    notifications.show('hint', 'Sallyport stays in the tray', 'Open or quit it from there.', () =>
      opened?.chat.show(),
    );
  }

  return {
    desktop,
    open,
    announce: (contract, event, payload) => {
      opened?.door.announce(contract, event, payload);
      if (event === 'status-change' || event === 'approvals-change' || event === 'pairing-change')
        lookForNews();
    },
    isHeard: () => opened?.door.isHeard() === true,
    close: () => {
      const last = opened;
      opened = null; // so that closing windows asks and tells nothing any more
      last?.tray.close();
      last?.chat.window()?.destroy();
      last?.approvals.window()?.destroy();
      last?.door.close();
    },
  };
}

async function message(parent: BrowserWindow | null, box: Electron.MessageBoxOptions): Promise<number> {
  const { response } =
    parent === null ? await dialog.showMessageBox(box) : await dialog.showMessageBox(parent, box);
  return response;
}
