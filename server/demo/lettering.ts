import { GlobalFonts } from '@napi-rs/canvas';
import { createRequire } from 'node:module';
import type { Pen } from './stage.ts';

const require = createRequire(import.meta.url);
const files = {
  black: 'archivo-black/files/archivo-black-latin-400-normal.woff2',
  serif: 'instrument-serif/files/instrument-serif-latin-400-normal.woff2',
  italic: 'instrument-serif/files/instrument-serif-latin-400-italic.woff2',
  mono: 'dm-mono/files/dm-mono-latin-400-normal.woff2',
  hand: 'caveat-brush/files/caveat-brush-latin-400-normal.woff2',
} as const;

// A bare machine has no fonts at all, so the pictures bring their own.
for (const [name, file] of Object.entries(files)) {
  GlobalFonts.registerFromPath(require.resolve(`@fontsource/${file}`), `demo-${name}`);
}

export type Face = keyof typeof files;

export interface Lettering {
  face: Face;
  size: number;
  colour: string;
  align?: 'left' | 'center' | 'right';
}

export function setType(pen: Pen, { face, size, colour, align = 'center' }: Lettering): void {
  pen.font = `${size}px demo-${face}`;
  pen.textAlign = align;
  pen.textBaseline = 'alphabetic';
  pen.fillStyle = colour;
}

export function write(pen: Pen, text: string, x: number, y: number, lettering: Lettering): void {
  setType(pen, lettering);
  pen.fillText(text, x, y);
}
