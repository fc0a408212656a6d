// The dialogs of memory that may be opened from anywhere in the window, and the place to drop files.
import { DropOverlay } from './documents/drop-overlay.tsx';
import { ForgetDialog } from './forget/forget-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';

export function MemoryDialogs() {
  return (
    <>
      <ForgetDialog />
      <ImportDialog />
      <DropOverlay />
    </>
  );
}
