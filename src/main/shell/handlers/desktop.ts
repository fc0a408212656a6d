// What handlers may ask of the desktop: windows and dialogs. Headless there is another, that has none.
import type { Question } from '../../../contracts/approvals.ts';
import { AppError } from '../../../contracts/errors.ts';

export interface Desktop {
  /** Opens the approval window, at this question if one is named. Settles nothing. */
  review(id: string | null, as: 'person' | 'owner'): void;
  questions(): readonly Question[];
  focusQuestion(id: string): void;
  hideApprovals(): void;
  /** The question needs this height, in CSS pixels. */
  fitApprovals(height: number): void;
  isArmed(id: string): boolean;
  /** The absolute path the owner chose in a dialog; null when they cancelled. */
  chooseFolder(): Promise<string | null>;
  /** Absolute paths of files or folders; empty when they cancelled. */
  chooseDocuments(what: 'files' | 'folder'): Promise<readonly string[]>;
  /** Shows which, and asks. */
  confirmDocuments(paths: readonly string[]): Promise<boolean>;
  chooseMemoryFile(): Promise<string | null>;
  /** Where to write; null when they cancelled. */
  chooseSaveFile(name: string): Promise<string | null>;
  /** In the system's file manager. */
  showFile(path: string): void;
  /** Shows the host and asks; http, https and mailto only. */
  openLink(url: string): Promise<boolean>;
  showRecoveryKey(key: string): Promise<void>;
  /** A key of the gateway, once. */
  showKey(label: string, key: string): Promise<void>;
  quit(): void;
}

/** Without windows: what needs one says so. */
export function headlessDesktop(quit: () => void): Desktop {
  const noWindow = (): never => {
    throw new AppError('not-allowed', 'There is no window here: Sallyport runs without one.');
  };
  return {
    review: () => undefined,
    questions: () => [],
    focusQuestion: noWindow,
    hideApprovals: noWindow,
    fitApprovals: noWindow,
    isArmed: () => false,
    chooseFolder: noWindow,
    chooseDocuments: noWindow,
    confirmDocuments: noWindow,
    chooseMemoryFile: noWindow,
    chooseSaveFile: noWindow,
    showFile: noWindow,
    openLink: noWindow,
    showRecoveryKey: noWindow,
    showKey: noWindow,
    quit,
  };
}
