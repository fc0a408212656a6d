// What every channel is held to, whatever the platform. One call a platform; the cases know no platform.
import { describe } from 'vitest';
import { type Case, runCase } from './cases.ts';
import { CONNECTION } from './connection.ts';
import { PEOPLE } from './people.ts';
import { PROXY_CASES, proxyCases } from './proxy.ts';
import { RECEIVING } from './receiving.ts';
import { SENDING } from './sending.ts';
import type { Stage } from './stage.ts';

const CASES: readonly Case[] = [...RECEIVING, ...PEOPLE, ...SENDING, ...CONNECTION];

/** Every case with what it needs, for the table of docs/channels.md. */
export const CASE_NEEDS: readonly Pick<Case, 'name' | 'needs'>[] = [
  ...CASES,
  ...PROXY_CASES.map((name) => ({ name, needs: ['a proxy' as const] })),
];

/**
 * @param name as it stands in docs/channels.md
 * @param open a stage; `proxy` is an address as of the setting, empty for none
 */
export function channelSuite(name: string, open: (options: { proxy: string }) => Promise<Stage>): void {
  describe(`the channel suite: ${name}`, () => {
    for (const one of CASES) runCase(one, open);
    proxyCases(open);
  });
}
