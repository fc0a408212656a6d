// The same moment in three places that cannot import one another: main, which decides, the page and its look.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ARMING_MS } from '../../../src/renderer/pages/approval/arming.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

it('main, the approval page and its styles wait equally long before an answer counts', () => {
  const main = /ARMING_MS = ([\d_]+);/.exec(read('src/main/shell/windows/approval-window.ts'))?.[1];
  const styles = /--arming: (\d+)ms;/.exec(read('src/renderer/styles/tokens.css'))?.[1];
  expect({ main: Number(main?.replace('_', '')), styles: Number(styles) }).toEqual({
    main: ARMING_MS,
    styles: ARMING_MS,
  });
});
