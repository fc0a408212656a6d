// Running tests as an ordinary account when we are root: Chromium refuses its sandbox to root, so without this
// the sandboxed renderer would never be tested there. The account is made once; it gets a copy of the checkout
// in its own home, because ours may lie where it cannot look. Large files are hard links: the copy is cheap.
import {
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/places.mjs';
import { mustRun, run } from '../setup/run.mjs';
import { step } from '../setup/say.mjs';

const USER = 'sallyport-test';
const HOME = `/var/lib/${USER}`;
/** Linked, not copied: large, and only read. */
const linked = ['node_modules'];
const leftOut = new Set([...linked, '.git', 'dist', 'test-results']);

/** Calls `use` with `{ checkout, uid, gid, home, baseEnv, env }` of the account's own copy, and brings its results back. */
export async function asUnprivilegedUser(use) {
  const { uid, gid } = await account();
  const checkout = join(HOME, 'checkout');
  const done = step('Copying the checkout for the unprivileged account');
  await copyCheckout(checkout, { uid, gid });
  done();
  try {
    return await use({
      checkout,
      uid,
      gid,
      // Nothing of root's environment: its folders, its bus and its display are not this account's.
      baseEnv: {
        PATH: process.env.PATH,
        HOME,
        USER,
        LOGNAME: USER,
        LANG: process.env.LANG ?? 'C.UTF-8',
        TMPDIR: join(HOME, 'tmp'),
      },
      env: {},
    });
  } finally {
    const results = join(checkout, 'test-results');
    if (existsSync(results)) cpSync(results, join(root, 'test-results'), { recursive: true });
    rmSync(checkout, { recursive: true, force: true });
  }
}

async function account() {
  if ((await run('id', ['-u', USER])).code !== 0) {
    await mustRun('Making the test account', 'useradd', [
      '--system',
      '--user-group',
      '--home-dir',
      HOME,
      '--shell',
      '/usr/sbin/nologin',
      USER,
    ]);
  }
  const uid = Number((await mustRun('id', 'id', ['-u', USER])).stdout);
  const gid = Number((await mustRun('id', 'id', ['-g', USER])).stdout);
  for (const folder of [HOME, join(HOME, 'tmp')]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chownSync(folder, uid, gid);
  }
  return { uid, gid };
}

async function copyCheckout(checkout, { uid, gid }) {
  rmSync(checkout, { recursive: true, force: true });
  mkdirSync(checkout, { recursive: true });
  for (const name of readdirSync(root)) {
    if (!leftOut.has(name))
      cpSync(join(root, name), join(checkout, name), { recursive: true, verbatimSymlinks: true });
  }
  giveAway(checkout, uid, gid);
  for (const name of linked) {
    const [from, to] = [join(root, name), join(checkout, name)];
    if ((await run('cp', ['-al', from, to])).code === 0) continue;
    rmSync(to, { recursive: true, force: true });
    await mustRun(`Copying ${name}`, 'cp', ['-a', from, to]);
  }
  // The packages stay root's; the tools write their caches beside them, and cannot clear away root's.
  const packages = join(checkout, 'node_modules');
  chownSync(packages, uid, gid);
  for (const name of readdirSync(packages))
    if (/^\.vite(st)?\b/.test(name)) rmSync(join(packages, name), { recursive: true, force: true });
  pointElectronHere(checkout);
}

function giveAway(path, uid, gid) {
  lchownSync(path, uid, gid);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) giveAway(child, uid, gid);
    else lchownSync(child, uid, gid);
  }
}

/** The record of the Electron in use names an absolute path; in the copy it must name the copy's. */
function pointElectronHere(checkout) {
  const file = join(checkout, 'node_modules', '.sallyport', 'electron.json');
  const text = readFileSync(file, 'utf8');
  // Removed first: writing in place would write through the hard link into the original.
  rmSync(file);
  writeFileSync(file, text.replaceAll(root, checkout));
}
