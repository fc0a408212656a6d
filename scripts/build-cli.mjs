// Bundles the command line client into one file for plain Node: it must answer at once, so it loads nothing
// else. Run by set-up on the pinned Node, after the app itself is built.
import { join } from 'node:path';
import { build } from 'vite';
import { root } from './setup/places.mjs';

await build({
  configFile: false,
  root,
  logLevel: 'warn',
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: join(root, 'src', 'cli', 'main.ts'),
    outDir: join(root, 'out', 'cli'),
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rolldownOptions: { output: { format: 'es', entryFileNames: 'main.js', codeSplitting: false } },
  },
});
