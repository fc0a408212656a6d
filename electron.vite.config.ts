// How the three parts of the app are bundled: main as ES modules with its dynamic imports kept apart (start-up
// loads little), each preload as one CommonJS file (a sandboxed preload can load nothing else), each window's
// page minified. Only what carries native code or its own programs stays outside the bundle: `dependencies`.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (path: string) => resolve(import.meta.dirname, path);

/** Entries by name, those that exist. */
function entries(paths: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(paths).flatMap(([name, path]) => (existsSync(at(path)) ? [[name, at(path)]] : [])),
  );
}

const pages = entries({
  chat: 'src/renderer/chat.html',
  approval: 'src/renderer/approval.html',
  unlock: 'src/renderer/unlock.html',
});
const preloads = entries({
  chat: 'src/preload/chat.ts',
  approval: 'src/preload/approval.ts',
  unlock: 'src/preload/unlock.ts',
});

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node24',
      sourcemap: false,
      rolldownOptions: {
        input: entries({
          main: 'src/main/main.ts',
          // The thread that searches memories, and the process that holds the model of meaning.
          'memory-search': 'src/main/adapters/storage/memory/search-entry.ts',
          meaning: 'src/main/adapters/embedding/embedding-entry.ts',
          // A thread of its own, started by path: it cannot be a chunk.
          'reading-worker': 'src/main/adapters/documents/reading/reading-worker.ts',
        }),
        external: [/^@lat\.md\//],
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          // Less to read at each start. Names stay, so that a stack in the log still says where.
          minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
        },
      },
    },
  },
  ...(Object.keys(preloads).length > 0 && {
    preload: {
      resolve: { alias: { zod: at('src/preload/no-schemas.ts') } },
      build: {
        outDir: 'out/preload',
        target: 'node24',
        externalizeDeps: false,
        isolatedEntries: true,
        rolldownOptions: {
          input: preloads,
          output: { format: 'cjs' as const, entryFileNames: '[name].cjs' },
        },
      },
    },
  }),
  ...(Object.keys(pages).length > 0 && {
    renderer: {
      root: 'src/renderer',
      plugins: [react()],
      build: {
        outDir: at('out/renderer'),
        target: 'chrome148',
        minify: true,
        // An inlined file would be a data: URL, which the pages' policy refuses.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        rolldownOptions: { input: pages },
      },
    },
  }),
});
