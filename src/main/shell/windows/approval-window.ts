// The approval window: the one place in the desktop that settles. In front, without taking the keyboard; on the screen
// with the pointer. What it shows is armed only after it was shown unchanged for a moment.
import { type BrowserWindow, screen } from 'electron';
import type { Question } from '../../../contracts/approvals.ts';
import { openPageWindow, type PageWindowDeps } from './page-window.ts';

export interface ApprovalWindow {
  /** Brings it to the front, at this question if one is named. */
  show(focusId: string | null): void;
  /** A new question: brings the window to the front at it, unless another is being read there; then it waits its turn. */
  bring(id: string): void;
  /** The questions changed: tells the page, closes when none is left. */
  refresh(): void;
  /** Page: this question is on the screen from now on. */
  focus(id: string): void;
  hide(): void;
  /** Makes it high enough for this content, in CSS pixels, as far as the screen goes. */
  fit(contentHeight: number): void;
  /** Whether a yes to this question may count now. */
  isArmed(id: string): boolean;
  window(): BrowserWindow | null;
}

/** All input is ignored this long after something was shown or changed. Source: experience.md, The approval. */
const ARMING_MS = 1_500;
const WIDTH = 460;
const HEIGHT = 620;
const MIN_HEIGHT = 360;
const MARGIN = 16;

export function createApprovalWindow(
  deps: PageWindowDeps & {
    questions: () => readonly Question[];
    now: () => number;
    announce: (contract: string, event: string, payload: unknown) => void;
    /** The window was closed while this question was on the screen. */
    onClosedAt: (id: string) => void;
    title: string;
  },
): ApprovalWindow {
  let open: BrowserWindow | null = null;
  let onScreen: { id: string; revision: string; since: number } | null = null;
  let wanted: string | null = null;

  function make(): BrowserWindow {
    const window = openPageWindow('approval', deps, {
      width: WIDTH,
      height: HEIGHT,
      minWidth: WIDTH,
      minHeight: MIN_HEIGHT,
      alwaysOnTop: true,
      fullscreenable: false,
      maximizable: false,
      skipTaskbar: false,
      title: deps.title,
      ...besidePointer(),
    });
    window.once('ready-to-show', () => {
      window.showInactive();
      restart();
    });
    window.on('show', restart);
    window.on('close', () => {
      const id = window.isVisible() ? onScreen?.id : undefined;
      onScreen = null;
      open = null;
      if (id !== undefined) deps.onClosedAt(id);
    });
    // Also gone without having been closed (its page crashed): the questions must be seen again in a new one.
    window.on('closed', () => {
      if (open !== window) return;
      onScreen = null;
      open = null;
    });
    return window;
  }

  /** Whatever is on the screen counts as shown from now on. */
  function restart(): void {
    if (onScreen !== null) onScreen = { ...onScreen, since: deps.now() };
  }

  function refresh(): void {
    const questions = deps.questions();
    if (questions.length === 0) {
      onScreen = null;
      open?.destroy();
      open = null;
      return;
    }
    const current = questions.find((question) => question.id === onScreen?.id);
    if (onScreen !== null && current?.revision !== onScreen.revision) onScreen = null;
    deps.announce('authority', 'questions-change', { questions, focusId: wanted });
    wanted = null;
  }

  function show(focusId: string | null): void {
    wanted = focusId;
    if (open === null) open = make();
    else if (!open.isVisible()) {
      open.setBounds({ ...open.getBounds(), ...besidePointer() });
      open.showInactive();
    }
    open.moveTop();
    refresh();
  }

  function fit(contentHeight: number): void {
    if (open === null) return;
    const bounds = open.getBounds();
    const frame = bounds.height - open.getContentBounds().height;
    const { workArea } = screen.getDisplayMatching(bounds);
    const top = Math.max(workArea.y, Math.min(bounds.y, workArea.y + MARGIN));
    const room = workArea.height - (top - workArea.y) - MARGIN;
    const height = Math.max(MIN_HEIGHT, Math.min(Math.ceil(contentHeight) + frame, room));
    if (height === bounds.height) return;
    open.setBounds({ ...bounds, height });
    // SECURITY: the buttons have moved; what was aimed at before must not hit them.
    restart();
  }

  return {
    refresh,
    show,
    fit,
    bring: (id) => show(onScreen !== null && open?.isVisible() === true ? null : id),
    focus: (id) => {
      const question = deps.questions().find((candidate) => candidate.id === id);
      if (question === undefined) return;
      if (onScreen?.id === id && onScreen.revision === question.revision) return;
      onScreen = { id, revision: question.revision, since: deps.now() };
    },
    // What is on the page stays there; it counts as shown anew when the window comes back.
    hide: () => open?.hide(),
    isArmed: (id) =>
      // SECURITY: a click that was on its way to something else must not settle what just appeared under it.
      open?.isVisible() === true && onScreen?.id === id && deps.now() - onScreen.since >= ARMING_MS,
    window: () => open,
  };
}

function besidePointer(): { x: number; y: number } {
  const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
  return { x: workArea.x + workArea.width - WIDTH - MARGIN, y: workArea.y + MARGIN };
}
