// Reads the colour pairs of tokens.css and computes contrast, for the tests beside it. Nothing of the product
// uses it. OKLCH to linear sRGB after Björn Ottosson, "A perceptual color space for image processing" (2020);
// contrast after WCAG 2.2, "relative luminance".

export type Scheme = 'light' | 'dark';

/** Lightness 0–1, chroma, hue in degrees. */
export type Oklch = readonly [number, number, number];

export type Palette = ReadonlyMap<string, Readonly<Record<Scheme, Oklch>>>;

const PAIR = /--([a-z-]+):\s*light-dark\(\s*oklch\(([^)]*)\),\s*oklch\(([^)]*)\)\s*\);/g;

/** The colours of the ordinary pages, and of `prefers-contrast: more`, which inherits what it does not change. */
export function readPalettes(css: string): { readonly usual: Palette; readonly strong: Palette } {
  const [before = '', after = ''] = css.split('@media (prefers-contrast: more)');
  const usual = pairs(before);
  return { usual, strong: new Map([...usual, ...pairs(after)]) };
}

function pairs(css: string): Map<string, Record<Scheme, Oklch>> {
  return new Map(
    [...css.matchAll(PAIR)].map(([, name = '', light = '', dark = '']) => [
      name,
      { light: numbers(light), dark: numbers(dark) },
    ]),
  );
}

function numbers(text: string): Oklch {
  const [lightness = Number.NaN, chroma = Number.NaN, hue = Number.NaN] = text.split(/[\s/]+/).map(Number);
  return [lightness, chroma, hue];
}

/** Linear red, green, blue; outside 0–1 where sRGB cannot show the colour. */
export function linearRgb([lightness, chroma, hue]: Oklch): readonly [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** From 1, the same, to 21, black on white. */
export function contrast(one: Oklch, other: Oklch): number {
  const [lower = 0, higher = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (higher + 0.05) / (lower + 0.05);
}

function luminance(colour: Oklch): number {
  const [red, green, blue] = linearRgb(colour).map((part) => Math.min(1, Math.max(0, part)));
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
