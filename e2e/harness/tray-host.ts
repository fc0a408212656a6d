// The panel of a desktop, as far as a tray icon needs one: it registers the icon, reads its menu and clicks in it, all
// over the session bus, as KDE and GNOME do.
//   org.kde.StatusNotifierWatcher (ours) ← icon registers; com.canonical.dbusmenu (the app's) ← layout, Event 'clicked'
import dbus from 'dbus-next';
import { onTestFinished } from 'vitest';
import { until } from './world.ts';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const ITEM = 'org.kde.StatusNotifierItem';
const MENU = 'com.canonical.dbusmenu';
const PROPERTIES = 'org.freedesktop.DBus.Properties';

export interface MenuEntry {
  readonly id: number;
  /** As a person reads it: without the mnemonic's underscore. Empty for a separator. */
  readonly label: string;
  readonly enabled: boolean;
  readonly isSeparator: boolean;
  readonly entries: readonly MenuEntry[];
}

export interface TrayHost {
  /** Resolves when an icon is there. */
  icon(): Promise<TrayIcon>;
}

export interface TrayIcon {
  menu(): Promise<readonly MenuEntry[]>;
  /** Waits until an entry begins with each of these words, one below the other, and clicks the last. */
  choose(...path: readonly string[]): Promise<void>;
  /** Waits for an entry that begins so. */
  entry(...path: readonly string[]): Promise<MenuEntry>;
  toolTip(): Promise<string>;
  /** The picture shown now, as comparable text. */
  picture(): Promise<string>;
  /** A left click on the icon itself. */
  click(): Promise<void>;
}

/** Must stand before the app starts: it looks for a panel once. */
export async function startTrayHost(): Promise<TrayHost> {
  const bus = dbus.sessionBus();
  const registered: { sender: string; service: string }[] = [];
  const watcher = watcherFor((service) => registered.push({ sender: service, service }));
  bus.export('/StatusNotifierWatcher', watcher);
  await bus.requestName(WATCHER, 0);
  onTestFinished(() => bus.disconnect());

  const ask = async (
    destination: string,
    path: string,
    face: string,
    member: string,
    signature = '',
    body: unknown[] = [],
  ) => {
    const reply = await bus.call(
      new dbus.Message({ destination, path, interface: face, member, signature, body }),
    );
    return (reply?.body ?? []) as unknown[];
  };

  async function iconOf(service: string): Promise<TrayIcon> {
    const read = async (name: string): Promise<unknown> => {
      const [value] = await ask(service, '/StatusNotifierItem', PROPERTIES, 'Get', 'ss', [ITEM, name]);
      return (value as dbus.Variant).value as unknown;
    };
    const menuPath = String(await read('Menu'));
    const menu = async (): Promise<readonly MenuEntry[]> => {
      await ask(service, menuPath, MENU, 'AboutToShow', 'i', [0]);
      const [, root] = await ask(service, menuPath, MENU, 'GetLayout', 'iias', [0, -1, []]);
      return entryOf(root as RawEntry).entries;
    };
    const entry = (...path: readonly string[]): Promise<MenuEntry> =>
      until(`the tray entry ${path.join(' › ')}`, async () => {
        let entries = await menu();
        let found: MenuEntry | undefined;
        for (const words of path) {
          found = entries.find(({ label }) => label.startsWith(words));
          entries = found?.entries ?? [];
        }
        return found;
      });
    return {
      menu,
      entry,
      choose: async (...path) => {
        const { id } = await entry(...path);
        await ask(service, menuPath, MENU, 'Event', 'isvu', [id, 'clicked', new dbus.Variant('i', 0), 0]);
      },
      toolTip: async () => {
        const tip = (await read('ToolTip')) as readonly [string, unknown, string, string];
        return tip[2];
      },
      picture: async () => {
        const pictures = (await read('IconPixmap')) as readonly (readonly [number, number, Buffer])[];
        return pictures
          .map(([width, height, pixels]) => `${width}x${height} ${Buffer.from(pixels).toString('base64')}`)
          .join();
      },
      click: async () => {
        await ask(service, '/StatusNotifierItem', ITEM, 'Activate', 'ii', [0, 0]);
      },
    };
  }

  return {
    icon: async () => {
      const { service } = await until('a tray icon', () => registered.at(-1));
      return iconOf(service);
    },
  };
}

type RawEntry = readonly [number, Record<string, dbus.Variant>, readonly dbus.Variant[]];

function entryOf([id, properties, children]: RawEntry): MenuEntry {
  const label = String(properties['label']?.value ?? '');
  return {
    id,
    label: label.replace(/_(.)/g, '$1'),
    enabled: properties['enabled']?.value !== false,
    isSeparator: properties['type']?.value === 'separator',
    entries: children.map((child) => entryOf(child.value as RawEntry)),
  };
}

function watcherFor(onItem: (service: string) => void): dbus.interface.Interface {
  class Watcher extends dbus.interface.Interface {
    get RegisteredStatusNotifierItems(): string[] {
      return [];
    }
    get IsStatusNotifierHostRegistered(): boolean {
      return true;
    }
    get ProtocolVersion(): number {
      return 0;
    }
    RegisterStatusNotifierItem(service: string): void {
      onItem(service);
    }
    RegisterStatusNotifierHost(): void {
      // We are the host.
    }
  }
  const { ACCESS_READ } = dbus.interface;
  Watcher.configureMembers({
    properties: {
      RegisteredStatusNotifierItems: { signature: 'as', access: ACCESS_READ },
      IsStatusNotifierHostRegistered: { signature: 'b', access: ACCESS_READ },
      ProtocolVersion: { signature: 'i', access: ACCESS_READ },
    },
    methods: {
      RegisterStatusNotifierItem: { inSignature: 's', outSignature: '' },
      RegisterStatusNotifierHost: { inSignature: 's', outSignature: '' },
    },
  });
  return new Watcher(WATCHER);
}
