// What axe finds on a screen, light and dark, of what is serious or worse.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

export interface Finding {
  readonly screen: string;
  readonly theme: string;
  readonly rule: string;
  readonly where: string;
}

export async function findings(page: Page, screen: string): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    // Legacy mode: Electron opens no new page to run it in.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    found.push(
      ...violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => ({
          screen,
          theme,
          rule: id,
          where: nodes.map(({ html }) => html.slice(0, 120)).join(' | '),
        })),
    );
  }
  return found;
}
