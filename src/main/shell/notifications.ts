// Notifications: they replace one another by kind, say little, and open the exact thing. They allow nothing.
import { Notification } from 'electron';

export type NotificationKind = 'approval' | 'pairing' | 'trouble' | 'hint';

export interface Notifications {
  show(kind: NotificationKind, title: string, body: string, onClick: () => void): void;
  clear(kind: NotificationKind): void;
}

export function createNotifications(): Notifications {
  const open = new Map<NotificationKind, Notification>();

  function clear(kind: NotificationKind): void {
    open.get(kind)?.close();
    open.delete(kind);
  }

  return {
    clear,
    show: (kind, title, body, onClick) => {
      if (!Notification.isSupported()) return;
      clear(kind);
      const notification = new Notification({ title, body, silent: kind === 'hint' });
      notification.on('click', onClick);
      notification.on('close', () => {
        if (open.get(kind) === notification) open.delete(kind);
      });
      open.set(kind, notification);
      notification.show();
    },
  };
}
