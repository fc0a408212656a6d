// What every channel is held to, whatever the platform. One call a platform; the cases know no platform.
import { describe } from 'vitest';
import { runCase } from './cases.ts';
import { CONNECTION } from './connection.ts';
import { PEOPLE } from './people.ts';
import { proxyCases } from './proxy.ts';
import { RECEIVING } from './receiving.ts';
import { SENDING } from './sending.ts';
import type { Stage } from './stage.ts';

/**
 * @param name as it stands in docs/channels.md
 * @param open a stage; `proxy` is an address as of the setting, empty for none
 */
export function channelSuite(name: string, open: (options: { proxy: string }) => Promise<Stage>): void {
  describe(`the channel suite: ${name}`, () => {
    for (const one of [...RECEIVING, ...PEOPLE, ...SENDING, ...CONNECTION]) runCase(one, open);
    proxyCases(open);
  });
}
