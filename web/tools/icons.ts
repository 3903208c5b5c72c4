/** Renders the PNG icons from the SVG ones. Run by hand when the mark changes; the results are committed. */
import { join } from 'node:path';
import sharp from 'sharp';

const icons = join(import.meta.dirname, '../static/icons');
const renderings = [
  { from: 'icon.svg', to: 'icon-192.png', size: 192 },
  { from: 'icon.svg', to: 'icon-512.png', size: 512 },
  { from: 'maskable.svg', to: 'maskable-512.png', size: 512 },
  { from: 'maskable.svg', to: 'apple-touch-icon.png', size: 180 },
];

for (const { from, to, size } of renderings) {
  await sharp(join(icons, from))
    .resize(size, size)
    .png({ compressionLevel: 9, palette: true })
    .toFile(join(icons, to));
}
