// The colours keep their promises by arithmetic, and no other file writes a colour or a size.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contrast, linearRgb, readPalettes, type Scheme } from './oklch.ts';

const renderer = join(import.meta.dirname, '..', '..', '..', 'src', 'renderer');
const tokensPath = join(renderer, 'styles', 'tokens.css');
const palettes = readPalettes(readFileSync(tokensPath, 'utf8'));
const schemes: readonly Scheme[] = ['light', 'dark'];

const SURFACES = [
  'sidebar',
  'ground',
  'surface',
  'raised',
  'sunken',
  'field',
  'control',
  'hover',
  'selected',
];
const MEANINGS = ['accent', 'danger', 'warning', 'success'];

/** Every text that is put on a background somewhere in styles/. */
const TEXT_ON: readonly (readonly [string, readonly string[]])[] = [
  ['text', [...SURFACES, 'pressed', 'marked', ...MEANINGS.map((name) => `${name}-soft`)]],
  ['text-quiet', [...SURFACES, 'pressed']],
  ['text-faint', [...SURFACES]],
  ['on-accent', ['accent', 'accent-hover', 'accent-pressed']],
  ['on-danger', ['danger', 'danger-hover', 'danger-pressed']],
  ...MEANINGS.map((name) => [`${name}-text`, [...SURFACES, `${name}-soft`]] as const),
];

/** What must be seen to be used: the edge of inputs, a switch that is on, the ring around the focus. */
const SHAPE_ON: readonly (readonly [string, readonly string[]])[] = [
  ['outline', ['sidebar', 'ground', 'surface', 'raised', 'field']],
  ['accent', ['sidebar', 'ground', 'surface', 'raised', 'field']],
  ['danger', ['ground', 'surface', 'raised', 'field']],
  ['warning', ['ground', 'surface', 'raised']],
  ['success', ['ground', 'surface', 'raised']],
  ['focus', SURFACES],
  ['on-accent', ['accent']],
];

type Name = keyof typeof palettes;

function tooWeak(name: Name, table: typeof TEXT_ON, least: number): string[] {
  const palette = palettes[name];
  return schemes.flatMap((scheme) =>
    table.flatMap(([front, backs]) =>
      backs.flatMap((back) => {
        const ratio = contrast(palette.get(front)![scheme], palette.get(back)![scheme]);
        return ratio >= least ? [] : [`${front} on ${back}, ${scheme}: ${ratio.toFixed(2)}`];
      }),
    ),
  );
}

describe('the colours', () => {
  it('are known to this test in full, so that none escapes it', () => {
    const css = readFileSync(tokensPath, 'utf8');
    const [before = '', after = ''] = css.split('@media (prefers-contrast: more)');
    const written = (text: string) => text.match(/oklch\(/g)?.length ?? 0;
    expect(palettes.usual.size * 2).toBe(written(before));
    expect(written(after)).toBeGreaterThan(60);
    for (const pair of [...palettes.usual.values(), ...palettes.strong.values()]) {
      expect([...pair.light, ...pair.dark].every(Number.isFinite)).toBe(true);
    }
  });

  it('measure black on white as 21', () => {
    expect(contrast([0, 0, 0], [1, 0, 0])).toBeCloseTo(21, 1);
  });

  it('give every text at least 4.5 in both themes', () => {
    expect(tooWeak('usual', TEXT_ON, 4.5)).toEqual([]);
  });

  it('give every control at least 3 in both themes', () => {
    expect(tooWeak('usual', SHAPE_ON, 3)).toEqual([]);
  });

  it('give text at least 7 and controls 4.5 where more contrast is asked for', () => {
    expect(tooWeak('strong', TEXT_ON, 7)).toEqual([]);
    expect(tooWeak('strong', SHAPE_ON, 4.5)).toEqual([]);
  });

  it('lie within sRGB, so that no screen guesses another', () => {
    const outside = Object.values(palettes).flatMap((palette) =>
      [...palette].flatMap(([name, pair]) =>
        schemes
          .filter((scheme) => linearRgb(pair[scheme]).some((part) => part < -0.001 || part > 1.001))
          .map((scheme) => `${name}, ${scheme}`),
      ),
    );
    expect(outside).toEqual([]);
  });
});

describe('the other files', () => {
  const files = readdirSync(renderer, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(css|tsx)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path !== tokensPath);

  it('write no colour and no size of their own, beyond the hairline', () => {
    const found = files.flatMap((path) =>
      literals(readFileSync(path, 'utf8'), path.endsWith('.css')).map(
        (what) => `${relative(renderer, path)}: ${what}`,
      ),
    );
    expect(files.length).toBeGreaterThan(20);
    expect(found).toEqual([]);
  });

  it('would be caught if they did', () => {
    expect(literals('.a { color: #fff; border: 1px solid rgb(1 2 3); margin: 3px; gap: 0 }', true)).toEqual([
      '#fff',
      'rgb(',
      '3px',
    ]);
    expect(literals('.a { background: white; padding: 1.5rem }', true)).toEqual(['white', '1.5rem']);
    expect(literals("<p style={{ color: 'oklch(0.5 0 0)', width: '12px' }} />", false)).toEqual([
      'style=',
      'oklch(',
      '12px',
    ]);
  });

  it('use only tokens that exist', () => {
    const known = new Set(readFileSync(tokensPath, 'utf8').match(/--[a-z0-9-]+(?=:)/g));
    const used = files.flatMap((path) => readFileSync(path, 'utf8').match(/(?<=var\()--[a-z0-9-]+/g) ?? []);
    expect([...new Set(used)].filter((name) => !known.has(name))).toEqual([]);
  });
});

const COLOUR_NAMES = 'white|black|red|green|blue|gray|grey|orange|yellow|teal|silver|navy|purple|pink|brown';

function literals(text: string, isCss: boolean): string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  const patterns = [
    /\bstyle=/g,
    /#[0-9a-f]{3,8}\b(?![^{}]*\{)/gi,
    /\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix)\(/g,
    ...(isCss ? [new RegExp(String.raw`(?<=[:\s,(])(?:${COLOUR_NAMES})(?=[\s;,)])`, 'g')] : []),
    /(?<![\w.-])(?!0px|1px)\d*\.?\d+(?:px|rem|em|pt|vw|vh|ch)\b/g,
  ];
  return patterns.flatMap((pattern) => code.match(pattern) ?? []);
}
