// Names of files from outside: whatever a sender calls a file, it is kept under a plain name inside `attachments/`, and is
// no path, no hidden file, no device, no option, nothing that a system starts. On the real disk too.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createWorkspaceBytes } from '../../src/main/adapters/workspace/workspace-bytes.ts';
import { pathInside } from '../../src/main/adapters/workspace/workspace-path.ts';
import { namesFor, outgoingFileName, plainFileName } from '../../src/main/domain/attachments/file-name.ts';
import { attached, content, giveFiles, withFiles } from '../worlds/attached.ts';
import { makeWorld } from '../worlds/world.ts';

const plain = (name: string | null, mediaType: string | null = null): string =>
  plainFileName(name, 'file', mediaType);

describe('the name of a file from outside', () => {
  test.each([
    ['report.pdf', 'report.pdf'],
    ['Übersicht 2026 (final).PDF', 'Übersicht_2026_final_.PDF'],
    ['写真.png', '写真.png'],
    ['../../../etc/passwd', 'passwd.bin'],
    ['..\\..\\Windows\\win.ini', 'win.ini'],
    ['C:\\Users\\me\\x.txt', 'x.txt'],
    ['/etc/cron.d/job', 'job.bin'],
    ['..', 'file.bin'],
    ['.bashrc', 'bashrc.bin'],
    ['...hidden..txt', 'hidden.txt'],
    ['-rf', 'rf.bin'],
    ['--checkpoint-action=exec=sh x.sh', 'checkpoint-action_exec_sh_x.sh'],
    ['$(reboot);`id`|x.txt', 'reboot_id_x.txt'],
    ['a\nb\tc.txt', 'a_b_c.txt'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe.data'],
    ['zero\u200bwidth.txt', 'zerowidth.txt'],
    ['setup.EXE', 'setup.EXE.data'],
    ['run.desktop', 'run.desktop.data'],
    ['macro.vbs', 'macro.vbs.data'],
    ['x.app', 'x.app.data'],
    ['CON', 'file-CON.bin'],
    ['con.txt', 'file-con.txt'],
    ['aux.tar.gz', 'file-aux.tar.gz'],
    ['COM¹.txt', 'file-COM1.txt'],
    ['PROGRA~1', 'PROGRA_1.bin'],
    ['file.txt::$DATA', 'DATA.bin'],
    ['HEAD', 'HEAD.bin'],
    ['Makefile', 'Makefile.bin'],
    ['trailing. . .', 'trailing.bin'],
    ['a.thisisnoextensionatall', 'a.thisisnoextensionatall.bin'],
    ['', 'file.bin'],
  ])('%j becomes %j', (name, expected) => {
    expect(plain(name)).toBe(expected);
  });

  test('comes from its kind and type where the sender gave none', () => {
    expect([
      plainFileName(null, 'image', 'image/jpeg'),
      plainFileName(null, 'audio', 'audio/ogg; codecs=opus'),
      plainFileName(null, 'video', 'video/../../etc/passwd'),
      plainFileName('voice', 'audio', 'audio/mpeg'),
    ]).toEqual(['image.jpg', 'audio.ogg', 'video.bin', 'voice.mp3']);
  });

  test('is plain on every system, whatever is tried', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '..',
        '/',
        '\\',
        ':',
        '.',
        ' ',
        '-',
        '~',
        'con',
        'NUL',
        '.exe',
        '.lnk',
        '\u202e',
        '\0',
        '\n',
        '$(',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.uint8Array({ maxLength: 3 }), (pieces, noise) => {
        const given = pieces.join('') + String.fromCharCode(...noise);
        const name = plain(given);
        expect(name).toMatch(/^[\p{L}\p{N}][\p{L}\p{N}\p{M}._-]*\.[A-Za-z0-9-]+$/u);
        expect(name).not.toMatch(
          /\.\.|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|\.(?:exe|lnk|bat|desktop|app)$/i,
        );
        expect(name).not.toMatch(/\p{Surrogate}/u);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(130);
        for (const platform of ['linux', 'win32', 'darwin'])
          expect(pathInside(platform === 'win32' ? 'C:\\w' : '/w', `attachments/${name}`, platform)).toEqual({
            kind: 'inside',
            segments: ['attachments', name],
          });
      }),
      { numRuns: 2_000 },
    );
  });

  test('of a file that goes out is as plain, and keeps what it is', () => {
    expect(
      ['src/app.js', '../x.sh', 'out/Quarterly report.pdf', 'con', 'LICENSE'].map(outgoingFileName),
    ).toEqual(['app.js', 'x.sh', 'Quarterly_report.pdf', 'file-con.bin', 'LICENSE.bin']);
  });

  test('that is taken gets a number, before all that reads as an ending', () => {
    const names = [...namesFor('a.tar.gz', '01ABC')];
    expect([names[0], names[1], names.at(-1), new Set(names).size]).toEqual([
      'a.tar.gz',
      'a-2.tar.gz',
      'a-01abc.tar.gz',
      names.length,
    ]);
  });
});

describe('on the real disk', () => {
  function workspace(): string {
    const made = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-attachments-')));
    onTestFinished(() => rmSync(made, { recursive: true, force: true }));
    return made;
  }

  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array([1]);
  }

  test('a link in place of the folder, or of the file, is not followed when one is made or removed', async () => {
    const [inside, outside] = [workspace(), workspace()];
    writeFileSync(join(outside, 'kept.txt'), 'kept');
    symlinkSync(outside, join(inside, 'attachments'));
    const files = createWorkspaceBytes(process.platform, () => null);
    expect(await files.create(inside, 'attachments/x.txt', bytes(), 10)).toMatchObject({ kind: 'refused' });
    expect(await files.remove(inside, 'attachments/kept.txt')).toMatchObject({ kind: 'refused' });
    rmSync(join(inside, 'attachments'));
    mkdirSync(join(inside, 'attachments'));
    symlinkSync(join(outside, 'kept.txt'), join(inside, 'attachments', 'x.txt'));
    expect(await files.create(inside, 'attachments/x.txt', bytes(), 10)).toMatchObject({ kind: 'refused' });
    expect(await files.remove(inside, 'attachments/x.txt')).toEqual({ kind: 'done', value: true });
    expect(await files.remove(inside, '../kept.txt')).toMatchObject({ kind: 'refused' });
    expect(await files.remove(inside, 'attachments')).toMatchObject({ kind: 'refused' });
    expect(readdirSync(outside)).toEqual(['kept.txt']);
  });
});

describe('somebody who was not let in', () => {
  test('has nothing fetched, and nothing of what they attach is written down', async () => {
    const world = makeWorld();
    await world.start();
    const { files, asked } = giveFiles(world);
    files.set('secret', content('abc'));
    for (let n = 0; n < 20; n++)
      world.agent.receive(
        withFiles('let me in', [attached('secret', { name: 'canary-name.txt' })], { from: 100 + n }),
      );
    const group = { id: '-1', kind: 'group', threadId: null, title: 'A group' } as const;
    world.agent.receive(withFiles('hello all', [attached('secret')], { chat: group }));
    await world.settled();
    expect([asked, world.bytes.contents.size, world.stores.attachments.forgotten()]).toEqual([[], 0, []]);
    const stored = [...world.stores.frames.walk()].map(({ id, facts }) => [
      facts,
      world.stores.frames.payload(id),
    ]);
    expect(JSON.stringify([stored, world.agent.pairing.list()])).not.toContain('canary-name');
  });
});
