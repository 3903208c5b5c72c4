/**
 * Writes a place into an MP4 whose `moov` comes last, as phones do: ISO 6709 in `udta.©xyz` (QuickTime File Format,
 * "User data atoms"). The place is the Eiffel Tower's.
 */
export function withPlace(mp4: Buffer): Buffer<ArrayBuffer> {
  const text = Buffer.from('+48.8577+002.2950/');
  const place = box('\u00a9xyz', Buffer.concat([uint16(text.length), uint16(0x15c7), text]));
  const user = box('udta', place);
  const moov = mp4.indexOf('moov') - 4;
  if (moov + mp4.readUInt32BE(moov) !== mp4.length) throw new Error('moov is not the last box.');
  const result = Buffer.concat([mp4, user]);
  result.writeUInt32BE(mp4.length - moov + user.length, moov);
  return result;
}

function box(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + body.length);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}
