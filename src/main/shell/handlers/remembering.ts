// Handlers of memory, entities and documents: one line each, straight to the agent. Paths come from dialogs of main's own,
// or from a drop that the owner confirmed in one; the page names none.
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Handlers } from '../../../contracts/contract.ts';
import { AppError } from '../../../contracts/errors.ts';
import type { Contracts } from '../../../contracts/surfaces.ts';
import type { Agent } from '../../domain/agent.ts';
import { whyNotShown } from '../dropped-documents.ts';
import type { Desktop } from './desktop.ts';

type Remembering = { readonly [N in 'memory' | 'entities' | 'documents']: Handlers<Contracts[N]> };

const OWNER = { actor: { kind: 'owner' }, causeFrameId: null } as const;
const MAX_IMPORT_BYTES = 50_000_000;

export function rememberingHandlers({ agent, desktop }: { agent: Agent; desktop: Desktop }): Remembering {
  const { memory } = agent;
  const { entities, documents, core } = memory;
  return {
    memory: {
      list: ({ filter, offset, limit }) => memory.list(filter, offset, limit),
      timeline: ({ filter }) => memory.timeline(filter),
      people: () => memory.people(),
      open: ({ id }) => memory.open(id),
      usedIn: ({ turnId }) => memory.usedIn(turnId),
      edit: ({ id, text }) => memory.edit(id, text),
      setDisabled: ({ ids, disabled }) => ({ changed: memory.setDisabled(ids, disabled) }),
      setPinned: ({ ids, pinned }) => ({ changed: memory.setPinned(ids, pinned) }),
      remove: ({ ids }) => memory.remove(ids),
      restore: ({ ids }) => ({ restored: memory.restore(ids) }),
      previewForget: ({ query, ids, personId }) =>
        memory.forgetting.preview({ query, ids, scope: personId ?? null }),
      forget: ({ previewId, keys }) => memory.forgetting.forget(previewId, keys, OWNER),
      core: () => core.view(),
      saveCore: ({ text, was }) => core.save(text, was),
      reviewCore: () => {
        const approvalId = core.askOutside();
        desktop.review(approvalId, 'person');
        return { approvalId };
      },
      dropOutsideCore: () => core.dropOutside(),
      exportFile: async ({ format }) => {
        const file = await desktop.chooseSaveFile(format === 'json' ? 'memory.json' : 'memory.md');
        if (file === null) return null;
        const { text, memories } = await memory.exported(format);
        await written(file, text);
        memory.recordExport(memories);
        return { memories };
      },
      exportText: async ({ format }) => {
        const { text, memories } = await memory.exported(format);
        memory.recordExport(memories);
        return { text };
      },
      chooseImport: async () => {
        const file = await desktop.chooseMemoryFile();
        return file === null ? null : await memory.importing.preview(basename(file), await textOf(file));
      },
      previewImport: ({ text }) => memory.importing.preview('standard input', text),
      importChosen: async ({ importId, pins }) => ({
        imported: await memory.importing.take(importId, { pins }),
      }),
      progress: () => memory.progress(),
    },
    entities: {
      list: ({ offset, limit, ...filter }) => entities.list(filter, offset, limit),
      open: ({ id }) => entities.open(id),
      rename: ({ id, name }) => entities.rename(id, name),
      addName: ({ id, name }) => entities.addName(id, name),
      removeName: ({ id, name }) => entities.removeName(id, name),
      setKind: ({ id, kind }) => entities.setKind(id, kind),
      merge: ({ id, otherId }) => entities.merge(id, otherId),
      remove: ({ id }) => ({ removed: entities.remove(id) }),
    },
    documents: {
      sources: () => documents.sources(),
      list: ({ offset, limit, ...filter }) => documents.list(filter, offset, limit),
      choose: async ({ what }) => {
        const paths = await desktop.chooseDocuments(what);
        return paths.length === 0 ? null : await documents.add(paths);
      },
      drop: async ({ paths }) => {
        // SECURITY: a page that was taken over could send more than a question shows; what is not seen is not agreed to.
        const problem = whyNotShown(paths);
        if (problem !== null) throw new AppError('invalid-input', problem);
        // SECURITY: a page that was taken over could send any path; nothing is looked at before the owner saw which.
        if (!(await desktop.confirmDocuments(paths))) return null;
        return await documents.add(paths);
      },
      add: ({ paths }) => documents.add(paths),
      look: ({ paths }) => documents.look(paths),
      removeSource: async ({ id }) => ({ removed: await documents.remove(id) }),
      checkNow: () => {
        void documents.check();
        return {};
      },
      show: ({ id }) => {
        const path = documents.pathOf(id);
        if (path === null) throw new AppError('not-found', 'This document is not in the list any more.');
        desktop.showFile(path);
        return {};
      },
    },
  };
}

async function written(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600 });
  } catch (cause) {
    throw new AppError('storage-full', 'The file could not be written there. Choose another place.', {
      cause,
    });
  }
}

async function textOf(path: string): Promise<string> {
  try {
    const seen = await stat(path);
    if (!seen.isFile()) throw new AppError('invalid-input', 'This is not a file.');
    // Before anything of it is read: of any size it would fill the memory of the app first.
    if (seen.size > MAX_IMPORT_BYTES)
      throw new AppError(
        'invalid-input',
        `A memory file has at most 50 MB; this one has ${Math.ceil(seen.size / 1_000_000).toLocaleString('en')} MB.`,
      );
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('invalid-input', 'This file cannot be read as text (UTF-8).', { cause });
  }
}
