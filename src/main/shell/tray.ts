// The tray: state by shape, what is pending (review, deny), pause, stop everything, open, quit. It allows nothing.
import { Menu, type MenuItemConstructorOptions, nativeImage, nativeTheme, Tray } from 'electron';
import type { Mood, Status } from '../../contracts/status.ts';

export interface TrayEntry {
  readonly id: string;
  readonly kind: 'approval' | 'pairing';
  readonly label: string;
}

export interface TrayDeps {
  /** Folder of the app's resources. */
  readonly resources: string;
  readonly status: () => Status;
  /** Newest first. */
  readonly pending: () => readonly TrayEntry[];
  readonly onOpen: () => void;
  readonly onReview: (id: string) => void;
  readonly onDeny: (entry: TrayEntry) => void;
  readonly onPause: (paused: boolean) => void;
  readonly onStopAll: () => void;
  readonly onQuit: () => void;
}

export interface AppTray {
  refresh(): void;
  close(): void;
}

const MOOD_WORDS: Readonly<Record<Mood, string>> = {
  idle: 'Idle',
  working: 'Working',
  waiting: 'Waiting for you',
  paused: 'Paused',
  trouble: 'Trouble',
};
const MAX_ENTRIES = 10;
const MAX_LABEL_CHARACTERS = 60;

export function createTray(deps: TrayDeps): AppTray {
  const tray = new Tray(imageFor('idle', deps.resources));
  let shown = '';
  tray.on('click', deps.onOpen);
  nativeTheme.on('updated', themeChanged);

  function refresh(): void {
    const status = deps.status();
    const pending = deps.pending();
    const look = JSON.stringify([
      status.mood,
      status.paused,
      status.pending,
      pending,
      nativeTheme.shouldUseDarkColors,
    ]);
    if (look === shown) return; // a menu that is open must not be replaced for nothing
    shown = look;
    tray.setImage(imageFor(status.mood, deps.resources));
    tray.setToolTip(`Sallyport: ${words(status)}`);
    tray.setContextMenu(Menu.buildFromTemplate(menuOf(status, pending, deps)));
  }

  function themeChanged(): void {
    shown = '';
    refresh();
  }

  refresh();
  return {
    refresh,
    close: () => {
      nativeTheme.off('updated', themeChanged);
      tray.destroy();
    },
  };
}

function menuOf(status: Status, pending: readonly TrayEntry[], deps: TrayDeps): MenuItemConstructorOptions[] {
  const entries = pending.slice(0, MAX_ENTRIES).map(
    (entry): MenuItemConstructorOptions => ({
      label: short(entry.label),
      submenu: [
        { label: 'Review', click: () => deps.onReview(entry.id) },
        { label: 'Deny', click: () => deps.onDeny(entry) },
      ],
    }),
  );
  return [
    { label: words(status), enabled: false },
    ...(entries.length === 0 ? [] : [{ type: 'separator' as const }, ...entries]),
    { type: 'separator' },
    status.paused
      ? { label: 'Resume', click: () => deps.onPause(false) }
      : { label: 'Pause', click: () => deps.onPause(true) },
    { label: 'Stop everything', click: deps.onStopAll },
    { type: 'separator' },
    { label: 'Open Sallyport', click: deps.onOpen },
    { label: 'Quit', click: deps.onQuit },
  ];
}

function words(status: Status): string {
  const count = status.pending.approvals + status.pending.pairings;
  return status.mood === 'waiting' ? `${MOOD_WORDS.waiting}: ${count}` : MOOD_WORDS[status.mood];
}

/** `&` would become a mnemonic, so it is doubled; names of strangers are cut, never trusted to be short. */
function short(label: string): string {
  const flat = label.replace(/\s+/g, ' ').replaceAll('&', '&&');
  return flat.length <= MAX_LABEL_CHARACTERS ? flat : `${flat.slice(0, MAX_LABEL_CHARACTERS - 1)}…`;
}

function imageFor(mood: Mood, resources: string): Electron.NativeImage {
  const folder = `${resources}/tray`;
  if (process.platform === 'darwin')
    return nativeImage.createFromPath(`${folder}/template/${mood}-16Template.png`);
  const ground = nativeTheme.shouldUseDarkColors ? 'on-dark' : 'on-light';
  const size = process.platform === 'win32' ? 16 : 22;
  return nativeImage.createFromPath(`${folder}/${ground}/${mood}-${size}.png`);
}
