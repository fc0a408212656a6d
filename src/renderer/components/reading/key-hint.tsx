// The keys for something, as this system calls them: `Mod` is Ctrl, and Cmd on a Mac.
import { useMemo } from 'react';

export interface KeyHintProps {
  /** Joined by plus signs: `Mod+Enter`, `Escape`, `Mod+Shift+K`. */
  readonly keys: string;
  readonly platform?: KeyPlatform;
}

export type KeyPlatform = 'mac' | 'other';

const NAMES: Readonly<Record<KeyPlatform, Readonly<Record<string, string>>>> = {
  mac: {
    Mod: '⌘',
    Ctrl: '⌃',
    Alt: '⌥',
    Shift: '⇧',
    Enter: '↩',
    Escape: 'Esc',
    Backspace: '⌫',
    Up: '↑',
    Down: '↓',
    Left: '←',
    Right: '→',
  },
  other: { Mod: 'Ctrl', Escape: 'Esc', Up: '↑', Down: '↓', Left: '←', Right: '→' },
};

const SPOKEN: Readonly<Record<KeyPlatform, Readonly<Record<string, string>>>> = {
  mac: { Mod: 'Command', Alt: 'Option', Ctrl: 'Control' },
  other: { Mod: 'Control', Ctrl: 'Control' },
};

export function KeyHint({ keys, platform }: KeyHintProps) {
  const system = useMemo(() => platform ?? currentPlatform(), [platform]);
  const parts = keys.split('+');
  return (
    <span className="keys">
      <span className="only-heard">{parts.map((part) => SPOKEN[system][part] ?? part).join(' ')}</span>
      <span className="keys" aria-hidden="true">
        {parts.map((part) => (
          <kbd className="key" key={part}>
            {NAMES[system][part] ?? part}
          </kbd>
        ))}
      </span>
    </span>
  );
}

/** Whether this is a Mac, by what the browser says. */
export function currentPlatform(): KeyPlatform {
  return typeof navigator !== 'undefined' && /Mac/.test(navigator.userAgent) ? 'mac' : 'other';
}

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** Whether this key press is the given key with `Mod` held: Ctrl, or Cmd on a Mac. */
export function isModPress(event: KeyPress, key: string, platform: KeyPlatform = currentPlatform()): boolean {
  return (
    event.key.toLowerCase() === key.toLowerCase() && (platform === 'mac' ? event.metaKey : event.ctrlKey)
  );
}
