// Dialogs of main's own for files and folders: the only places where a path of the owner's comes in.
// May not know what the paths are for.
import { type BrowserWindow, dialog, shell } from 'electron';
import { droppedLines } from './dropped-documents.ts';
import type { Desktop } from './handlers/desktop.ts';

type FileDialogs = Pick<
  Desktop,
  'chooseFolder' | 'chooseDocuments' | 'confirmDocuments' | 'chooseMemoryFile' | 'chooseSaveFile' | 'showFile'
>;

export function createFileDialogs(parent: () => BrowserWindow | null): FileDialogs {
  async function opened(options: Electron.OpenDialogOptions): Promise<readonly string[]> {
    const window = parent();
    const choice =
      window === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(window, options);
    return choice.canceled ? [] : choice.filePaths;
  }

  return {
    chooseFolder: async () =>
      (
        await opened({
          properties: ['openDirectory', 'createDirectory'],
          title: 'Choose a folder for this conversation',
        })
      )[0] ?? null,
    chooseDocuments: (what) =>
      opened(
        what === 'folder'
          ? { properties: ['openDirectory', 'multiSelections'], title: 'Choose folders for memory' }
          : { properties: ['openFile', 'multiSelections'], title: 'Choose files for memory' },
      ),
    confirmDocuments: async (paths) => {
      const box: Electron.MessageBoxOptions = {
        type: 'question',
        title: 'Add to memory',
        message: paths.length === 1 ? 'Add this to memory?' : `Add these ${paths.length} to memory?`,
        detail: [...droppedLines(paths), '', 'The agent can quote from them in your own conversations.'].join(
          '\n',
        ),
        buttons: ['Cancel', 'Add'],
        defaultId: 0,
        cancelId: 0,
      };
      const window = parent();
      const { response } =
        window === null ? await dialog.showMessageBox(box) : await dialog.showMessageBox(window, box);
      return response === 1;
    },
    chooseMemoryFile: async () =>
      (
        await opened({
          properties: ['openFile'],
          title: 'Choose a memory file',
          filters: [{ name: 'Memory', extensions: ['json', 'md', 'markdown', 'txt'] }],
        })
      )[0] ?? null,
    chooseSaveFile: async (name) => {
      const options = { title: 'Export memory', defaultPath: name };
      const window = parent();
      const choice =
        window === null ? await dialog.showSaveDialog(options) : await dialog.showSaveDialog(window, options);
      return choice.canceled || choice.filePath === '' ? null : choice.filePath;
    },
    showFile: (path) => shell.showItemInFolder(path),
  };
}
