// `npm run build`: set-up, then a build in any case.
import { buildApp } from './setup/app-build.mjs';
import { runScript } from './setup/say.mjs';
import { setUp } from './setup/set-up.mjs';

await runScript(async () => {
  await setUp({ purpose: 'start', electron: false, build: false });
  await buildApp({ force: true });
});
