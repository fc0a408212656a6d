// The display set-up makes for a machine without one belongs to whoever holds its cookie.
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startVirtualDisplay } from '../../../scripts/setup/virtual-display.mjs';

const REFUSED = 0;
const ACCEPTED = 1;

/** The first byte of the X server's answer to a connection with this cookie. */
async function handshake(display: string, cookie: Buffer): Promise<number | undefined> {
  const name = cookie.length > 0 ? 'MIT-MAGIC-COOKIE-1' : '';
  const pad = (text: Buffer) => Buffer.concat([text, Buffer.alloc((4 - (text.length % 4)) % 4)]);
  const head = Buffer.alloc(12);
  head.write('l', 0);
  head.writeUInt16LE(11, 2);
  head.writeUInt16LE(name.length, 6);
  head.writeUInt16LE(cookie.length, 8);
  const socket = connect(`/tmp/.X11-unix/X${display.slice(1)}`);
  onTestFinished(() => void socket.destroy());
  socket.write(Buffer.concat([head, pad(Buffer.from(name)), pad(cookie)]));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer[0];
}

test.runIf(process.platform === 'linux' && existsSync('/usr/bin/Xvfb'))(
  'a program without the cookie is refused, one with it is let in, and stopping leaves nothing behind',
  async () => {
    const display = await startVirtualDisplay();
    onTestFinished(display.stop);
    const cookie = readFileSync(display.env.XAUTHORITY).subarray(-16);
    expect(await handshake(display.env.DISPLAY, Buffer.alloc(0))).toBe(REFUSED);
    expect(await handshake(display.env.DISPLAY, Buffer.alloc(16, 1))).toBe(REFUSED);
    expect(await handshake(display.env.DISPLAY, cookie)).toBe(ACCEPTED);
    await display.stop();
    expect(existsSync(display.env.XAUTHORITY)).toBe(false);
    expect(existsSync(`/proc/${display.pid}`)).toBe(false);
  },
);
