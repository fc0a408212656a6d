// Draws every image of the product from one description of the mark, two nested arches of which the inner one
// is open: resources/mark.svg, the app icon in all sizes and containers, and the tray's five states. Run by
// hand after a change of the drawing: `node scripts/icons.mjs`; the results are committed, so that neither a
// clone nor a build needs it. It needs `rsvg-convert` (Debian: librsvg2-bin) and nothing from npm.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const resources = join(import.meta.dirname, '..', 'resources');
const scratch = mkdtempSync(join(tmpdir(), 'sallyport-icons-'));

const INK = { light: '#1b2126', dark: '#eef2f4' };
/** Amber and red that stand out on light and on dark panels; the shape says the same without them. */
const MEANING = {
  light: { waiting: '#a85f00', trouble: '#c22f2f' },
  dark: { waiting: '#ffc14d', trouble: '#ff8078' },
};

/**
 * Where the strokes lie on each pixel grid, so that every straight edge falls between two pixels.
 * `edge`: free margin; `stroke`: width of a line; `gap`: between the arches; `lift`: where the open leg ends.
 */
const GRIDS = {
  16: {
    edge: 1,
    stroke: 2,
    gap: 2,
    lift: 11,
    dot: 2,
    dotGap: 1,
    head: [7, 2],
    shoulders: [4, 5],
    bars: [6, 13, 2, 1],
  },
  22: {
    edge: 2,
    stroke: 2,
    gap: 3,
    lift: 15,
    dot: 2,
    dotGap: 2,
    head: [9, 3],
    shoulders: [6, 6],
    bars: [8, 17, 3, 1],
  },
  32: {
    edge: 2,
    stroke: 3,
    gap: 4,
    lift: 22,
    dot: 4,
    dotGap: 2,
    head: [13, 4],
    shoulders: [9, 10],
    bars: [12, 26, 4, 2],
  },
};

function outerArch(size, { edge, stroke }) {
  const left = edge + stroke / 2;
  const radius = size / 2 - left;
  return `M${left} ${size - edge}V${size / 2}a${radius} ${radius} 0 0 1 ${radius * 2} 0V${size - edge}`;
}

function innerArch(size, { edge, stroke, gap, lift }) {
  const left = edge + stroke + gap + stroke / 2;
  const radius = size / 2 - left;
  return `M${left} ${size - edge}V${size / 2}a${radius} ${radius} 0 0 1 ${radius * 2} 0V${lift}`;
}

function line(path, stroke, colour) {
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${stroke}"/>`;
}

function dots(size, { dot, dotGap }, colour) {
  const first = (size - dot * 3 - dotGap * 2) / 2;
  const top = Math.floor(size * 0.58);
  return [0, 1, 2]
    .map((n) => first + n * (dot + dotGap))
    .map(
      (x) =>
        `<rect x="${x}" y="${top}" width="${dot}" height="${dot}" rx="${dot > 2 ? dot / 2 : 0}" fill="${colour}"/>`,
    )
    .join('');
}

function personInDoor(size, { edge, head, shoulders }, colour) {
  const radius = size / 2 - edge;
  const bottom = size - edge;
  const [headY, headRadius] = head;
  const [halfWidth, height] = shoulders;
  const middle = size / 2;
  const door = `M${edge} ${bottom}V${middle}a${radius} ${radius} 0 0 1 ${radius * 2} 0V${bottom}z`;
  const face = `M${middle - headRadius} ${headY}a${headRadius} ${headRadius} 0 1 0 ${headRadius * 2} 0a${headRadius} ${headRadius} 0 1 0 ${-headRadius * 2} 0z`;
  const body = `M${middle - halfWidth} ${bottom}a${halfWidth} ${height} 0 0 1 ${halfWidth * 2} 0z`;
  return `<path fill-rule="evenodd" fill="${colour}" d="${door}${face}${body}"/>`;
}

function bars(size, { bars: [top, bottom, width, half] }, colour) {
  const middle = size / 2;
  return [middle - half - width, middle + half]
    .map((x) => `<rect x="${x}" y="${top}" width="${width}" height="${bottom - top}" fill="${colour}"/>`)
    .join('');
}

function triangle(size, { edge }, colour) {
  const round = size / 16;
  const middle = size / 2;
  const width = size === 32 ? 4 : 2;
  const outline = `M${middle} ${edge + round}L${size - round} ${size - edge - round}H${round}z`;
  const top = Math.round(size * 0.36);
  const barEnd = Math.round(size * 0.63);
  const dotTop = Math.round(size * 0.72);
  const cut = [
    `<rect x="${middle - width / 2}" y="${top}" width="${width}" height="${barEnd - top}"/>`,
    `<rect x="${middle - width / 2}" y="${dotTop}" width="${width}" height="${width}"/>`,
  ].join('');
  return `<mask id="m"><rect width="${size}" height="${size}" fill="#fff"/>${cut}</mask>
    <path mask="url(#m)" fill="${colour}" stroke="${colour}" stroke-width="${round * 2}" stroke-linejoin="round" d="${outline}"/>`;
}

/** One tray image: five shapes that differ without colour. */
function trayImage(state, size, colour) {
  const grid = GRIDS[size];
  const arch = line(outerArch(size, grid), grid.stroke, colour);
  const inside = {
    idle: () => arch + line(innerArch(size, grid), grid.stroke, colour),
    working: () => arch + dots(size, grid, colour),
    waiting: () => personInDoor(size, grid, colour),
    paused: () => arch + bars(size, grid, colour),
    trouble: () => triangle(size, grid, colour),
  }[state]();
  return svg(size, inside);
}

function svg(size, inside) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${size} ${size}">${inside}</svg>\n`;
}

/** The app icon on a 1024 canvas. `margin`: macOS wants its own air around the tile, the others little. */
function appIcon(margin) {
  const tile = 1024 - margin * 2;
  const scale = tile / 1024;
  const grid = { edge: 226, stroke: 80, gap: 64, lift: 596 };
  const arches = (colour, inner) =>
    `<path d="${outerArchAt(grid)}" fill="none" stroke="${colour}" stroke-width="${grid.stroke}"/>
     <path d="${innerArchAt(grid)}" fill="none" stroke="${inner}" stroke-width="${grid.stroke}"/>`;
  return svg(
    1024,
    `
    <defs>
      <linearGradient id="tile" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#1d4a54"/><stop offset="1" stop-color="#0c222b"/></linearGradient>
      <linearGradient id="edge" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".22"/><stop offset=".5" stop-color="#fff" stop-opacity=".04"/><stop offset="1" stop-color="#fff" stop-opacity=".08"/></linearGradient>
      <linearGradient id="open" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#7fe3dc"/><stop offset="1" stop-color="#38b3b0"/></linearGradient>
      <radialGradient id="light" gradientUnits="userSpaceOnUse" cx="512" cy="796" r="420"><stop offset="0" stop-color="#7fe3dc" stop-opacity=".32"/><stop offset=".45" stop-color="#7fe3dc" stop-opacity=".1"/><stop offset="1" stop-color="#7fe3dc" stop-opacity="0"/></radialGradient>
      <clipPath id="clip"><path d="${tilePath(1024)}"/></clipPath>
    </defs>
    <g transform="translate(${margin} ${margin}) scale(${scale})">
      <path d="${tilePath(1024)}" fill="url(#tile)"/>
      <g clip-path="url(#clip)"><rect width="1024" height="1024" fill="url(#light)"/></g>
      <path d="${tilePath(1024)}" fill="none" stroke="url(#edge)" stroke-width="10" clip-path="url(#clip)"/>
      ${arches('#f3f7f8', 'url(#open)')}
    </g>`,
  );
}

const ARCH = { top: 226, bottom: 796 };

function outerArchAt({ edge, stroke }) {
  const left = edge + stroke / 2;
  const radius = 512 - left;
  const springing = ARCH.top + stroke / 2 + radius;
  return `M${left} ${ARCH.bottom}V${springing}a${radius} ${radius} 0 0 1 ${radius * 2} 0V${ARCH.bottom}`;
}

function innerArchAt({ edge, stroke, gap, lift }) {
  const springing = ARCH.top + 512 - edge;
  const left = edge + stroke + gap + stroke / 2;
  const radius = 512 - left;
  return `M${left} ${ARCH.bottom}V${springing}a${radius} ${radius} 0 0 1 ${radius * 2} 0V${lift}`;
}

/** A square with continuous corners (a superellipse, exponent 5), as a path. */
function tilePath(size) {
  const half = size / 2;
  const points = Array.from({ length: 96 }, (_, n) => {
    const angle = (n / 96) * Math.PI * 2;
    const along = (value) => half + half * Math.sign(value) * Math.abs(value) ** (2 / 5);
    return `${along(Math.cos(angle)).toFixed(1)} ${along(Math.sin(angle)).toFixed(1)}`;
  });
  return `M${points.join('L')}z`;
}

/** Small sizes have a grid of their own, all lines on whole pixels: the stroke, the gap, the margin, the open leg. */
const SMALL = {
  16: { stroke: 2, gap: 1, edge: 2, top: 3, bottom: 13, lift: 11 },
  20: { stroke: 2, gap: 1, edge: 3, top: 3, bottom: 17, lift: 13 },
  24: { stroke: 2, gap: 2, edge: 4, top: 4, bottom: 20, lift: 16 },
  32: { stroke: 3, gap: 2, edge: 6, top: 6, bottom: 26, lift: 20 },
  40: { stroke: 4, gap: 3, edge: 7, top: 7, bottom: 33, lift: 25 },
  48: { stroke: 4, gap: 4, edge: 9, top: 9, bottom: 39, lift: 29 },
};

function smallAppIcon(size) {
  const { stroke, gap, edge, top, bottom, lift } = SMALL[size];
  const springing = top + size / 2 - edge;
  const outer = size / 2 - edge - stroke / 2;
  const inner = outer - stroke - gap;
  const arch = (radius, rightEnd, colour) =>
    line(
      `M${size / 2 - radius} ${bottom}V${springing}a${radius} ${radius} 0 0 1 ${radius * 2} 0V${rightEnd}`,
      stroke,
      colour,
    );
  return svg(
    size,
    `
    <defs><linearGradient id="t" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#1d4a54"/><stop offset="1" stop-color="#0f2a34"/></linearGradient></defs>
    <rect width="${size}" height="${size}" rx="${size * 0.22}" fill="url(#t)"/>
    ${arch(outer, bottom, '#f3f7f8')}${arch(inner, lift, '#6fdcd5')}`,
  );
}

function render(source, size, target) {
  const file = join(scratch, 'drawing.svg');
  writeFileSync(file, source);
  execFileSync('rsvg-convert', ['-w', String(size), '-h', String(size), '-o', target, file]);
}

const PNG_SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

function drawAppIcons() {
  const folder = join(resources, 'icons');
  mkdirSync(folder, { recursive: true });
  const near = appIcon(24);
  writeFileSync(join(resources, 'icon.svg'), near);
  for (const size of PNG_SIZES) {
    render(size in SMALL ? smallAppIcon(size) : near, size, join(folder, `${size}x${size}.png`));
  }
  render(near, 512, join(resources, 'icon.png'));
  writeFileSync(join(resources, 'icon.ico'), windowsIcon(near));
  writeFileSync(join(resources, 'icon.icns'), macIcon(appIcon(100)));
}

function pngOf(source, size) {
  const target = join(scratch, `${size}.png`);
  render(source, size, target);
  return readFileSync(target);
}

/** ICO with PNG entries, which every Windows since Vista reads. Source: Microsoft, "ICO file format". */
function windowsIcon(source) {
  const images = [16, 20, 24, 32, 40, 48, 64, 128, 256].map((size) => ({
    size,
    png: pngOf(size in SMALL ? smallAppIcon(size) : source, size),
  }));
  const head = Buffer.alloc(6 + images.length * 16);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  images.forEach(({ size, png }, n) => {
    const at = 6 + n * 16;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...images.map(({ png }) => png)]);
}

/** ICNS with PNG entries: 16 to 1024, plain and doubled. Source: the type list that `iconutil` writes. */
function macIcon(source) {
  const entries = [
    ['icp4', 16],
    ['icp5', 32],
    ['icp6', 64],
    ['ic07', 128],
    ['ic08', 256],
    ['ic09', 512],
    ['ic10', 1024],
    ['ic11', 32],
    ['ic12', 64],
    ['ic13', 256],
    ['ic14', 512],
  ].map(([type, size]) => {
    const png = pngOf(source, size);
    const head = Buffer.alloc(8);
    head.write(type, 0, 'ascii');
    head.writeUInt32BE(png.length + 8, 4);
    return Buffer.concat([head, png]);
  });
  const body = Buffer.concat(entries);
  const head = Buffer.alloc(8);
  head.write('icns', 0, 'ascii');
  head.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([head, body]);
}

function drawTray() {
  for (const state of ['idle', 'working', 'waiting', 'paused', 'trouble']) {
    for (const size of [16, 22, 32]) {
      drawTrayImage(state, size, 'template', '#000000', 'Template');
      drawTrayImage(state, size, 'on-light', MEANING.light[state] ?? INK.light, '');
      drawTrayImage(state, size, 'on-dark', MEANING.dark[state] ?? INK.dark, '');
    }
  }
}

/** At double density the 16-pixel image takes the 32-pixel drawing, whose lines are finer. */
function drawTrayImage(state, size, folder, colour, suffix) {
  const place = join(resources, 'tray', folder);
  mkdirSync(place, { recursive: true });
  render(trayImage(state, size, colour), size, join(place, `${state}-${size}${suffix}.png`));
  render(
    trayImage(state, size === 16 ? 32 : size, colour),
    size * 2,
    join(place, `${state}-${size}${suffix}@2x.png`),
  );
}

mkdirSync(resources, { recursive: true });
writeFileSync(
  join(resources, 'mark.svg'),
  svg(
    32,
    line(outerArch(32, GRIDS[32]), 3, 'currentColor') + line(innerArch(32, GRIDS[32]), 3, 'currentColor'),
  ),
);
drawAppIcons();
drawTray();
rmSync(scratch, { recursive: true });
