// Longer than 100 lines: every decision about the output in one place, pure, so that tests and the bench can read it.

/** A ratio of two whole numbers: a frame rate in pictures per second, or the shape of a pixel (width : height). */
export interface Ratio {
  num: number;
  den: number;
}

/**
 * How the stored picture has to be turned to stand upright, as the 8 ways of EXIF: transpose (swap the axes) first,
 * then mirror left-right and top-bottom.
 */
export interface Orientation {
  transpose: boolean;
  flipX: boolean;
  flipY: boolean;
}

/** Names as FFmpeg's filters spell them; null where the file does not say. */
export interface Color {
  matrix: string | null;
  primaries: string | null;
  transfer: string | null;
  fullRange: boolean;
}

/** Loudness by ITU-R BS.1770-5: integrated in LUFS, the highest true peak in dBTP. */
export interface Loudness {
  integrated: number;
  truePeak: number;
}

export interface PictureTrack {
  stream: number;
  codec: string;
  /** Stored size in pixels. */
  width: number;
  height: number;
  pixelShape: Ratio;
  orientation: Orientation;
  color: Color;
  /** The rhythm that most pictures keep, see `nominalFrameRate`. */
  frameRate: Ratio;
  /** How many pictures there are if all can be decoded, by the packets. */
  pictures: number;
}

export interface SoundTrack {
  stream: number;
  codec: string;
  channels: number;
  /** Null where nothing of it could be decoded. */
  loudness: Loudness | null;
}

/** What a file turned out to be. Times are seconds on the file's own clock. */
export interface Probe {
  container: string;
  /** The first moment at which there is picture or sound. */
  start: number;
  /** From `start` to the end of picture and sound. */
  duration: number;
  picture: PictureTrack;
  sound: SoundTrack | null;
}

export const rungNames = ['480p', '720p', '1080p'] as const;
export type RungName = (typeof rungNames)[number];

export interface Rung {
  name: RungName;
  width: number;
  height: number;
  frameRate: Ratio;
  /** Pictures in the output if everything decodes. */
  pictures: number;
  /** Filters from a decoded picture to the encoder's, in FFmpeg's notation. */
  filters: string;
  /** Options of libx264, as FFmpeg names them. */
  encoder: Record<string, string>;
}

export interface SoundPlan {
  channels: 1 | 2;
  /** Linear gain in dB, measured beforehand, so that the sound comes out at −14 LUFS or with its peaks at −1 dBTP. */
  gain: number;
  /** Bits per second. */
  bitrate: number;
}

export interface ClipPlan {
  start: number;
  duration: number;
  rungs: Rung[];
  sound: SoundPlan | null;
}

/**
 * A rung of the ladder: `short` is the target of the picture's short side, and the rest keeps it within an H.264 level
 * (ITU-T H.264 table A-1: macroblocks in a picture, macroblocks in a second). Bitrates in bits per second.
 */
const ladder: Record<
  RungName,
  {
    short: number;
    maxRate: number;
    maxMacroblocks: number;
    maxMacroblocksPerSecond: number;
    crf: number;
    bitrate: number;
  }
> = {
  // Level 3.1. A slow line is what this rung is for: 30 pictures a second are enough.
  '480p': {
    short: 480,
    maxRate: 30,
    maxMacroblocks: 3600,
    maxMacroblocksPerSecond: 108_000,
    crf: 24,
    bitrate: 1_500_000,
  },
  // Level 3.2.
  '720p': {
    short: 720,
    maxRate: 60,
    maxMacroblocks: 5120,
    maxMacroblocksPerSecond: 216_000,
    crf: 23,
    bitrate: 4_000_000,
  },
  // Level 4.0.
  '1080p': {
    short: 1080,
    maxRate: 30,
    maxMacroblocks: 8192,
    maxMacroblocksPerSecond: 245_760,
    crf: 23,
    bitrate: 7_000_000,
  },
};

/** Rungs of a clip besides the first, in the order in which they are made. */
export function furtherRungs(probe: Probe): RungName[] {
  const { width, height } = displaySize(probe.picture);
  const short = Math.min(width, height);
  const names: RungName[] = [];
  if (short > ladder['480p'].short) names.push('480p');
  if (short > ladder['720p'].short) names.push('1080p');
  return names;
}

/** Everything about the output, from what the file turned out to be. */
export function planClip(probe: Probe, names: readonly RungName[]): ClipPlan {
  return {
    start: probe.start,
    duration: probe.duration,
    rungs: names.map((name) => planRung(probe, name)),
    sound: probe.sound?.loudness ? planSound(probe.sound.channels, probe.sound.loudness) : null,
  };
}

function planRung(probe: Probe, name: RungName): Rung {
  const { picture } = probe;
  const step = ladder[name];
  const { width, height } = rungSize(displaySize(picture), step.short, step.maxMacroblocks);
  const cap = Math.min(step.maxRate, step.maxMacroblocksPerSecond / macroblocks(width, height));
  const frameRate = fitFrameRate(picture.frameRate, cap);
  const rate = frameRate.num / frameRate.den;
  return {
    name,
    width,
    height,
    frameRate,
    pictures: Math.max(1, Math.round(probe.duration * rate)),
    filters: pictureFilters(picture, width, height),
    encoder: {
      preset: 'veryfast',
      profile: 'high',
      crf: String(step.crf),
      maxrate: String(step.bitrate),
      bufsize: String(step.bitrate * 2),
      // A key picture at least every two seconds; x264's groups are closed unless it is told otherwise.
      g: String(Math.max(1, Math.floor(2 * rate))),
    },
  };
}

/** Upright size with square pixels, in pixels, not rounded. */
export function displaySize(picture: PictureTrack): { width: number; height: number } {
  const shape = picture.pixelShape.num / picture.pixelShape.den;
  // A pixel ten times as wide as high is a damaged header, not a lens.
  const width = picture.width * (shape >= 0.1 && shape <= 10 ? shape : 1);
  return picture.orientation.transpose
    ? { width: picture.height, height: width }
    : { width, height: picture.height };
}

/** The largest even size of this shape whose short side is at most `short` and which the level allows; never larger than the source. */
export function rungSize(
  display: { width: number; height: number },
  short: number,
  maxMacroblocks: number,
): { width: number; height: number } {
  let scale = Math.min(1, short / Math.min(display.width, display.height));
  for (;;) {
    const width = even(display.width, scale);
    const height = even(display.height, scale);
    // The level also limits each side, to √(8 × MaxFS) macroblocks (H.264 A.3.1 f, g).
    const longest = Math.sqrt(8 * maxMacroblocks) * 16;
    if (macroblocks(width, height) <= maxMacroblocks && Math.max(width, height) <= longest) {
      return { width, height };
    }
    scale *= 0.995;
  }
}

function even(side: number, scale: number): number {
  const rounded = Math.round((side * scale) / 2) * 2;
  return Math.max(2, rounded > side ? rounded - 2 : rounded);
}

export function macroblocks(width: number, height: number): number {
  return Math.ceil(width / 16) * Math.ceil(height / 16);
}

/** Under ten pictures a second seeking and key pictures every two seconds get coarse. */
const minRate = 10;

/**
 * A constant rate within the cap that keeps the source's rhythm: a whole fraction of it (120 → 60, never 120 → 50), or
 * a whole multiple where the source is very slow.
 */
export function fitFrameRate(source: Ratio, cap: number): Ratio {
  const rate = source.num / source.den;
  if (rate > cap) return reduce(source.num, source.den * Math.ceil(rate / cap - 1e-6));
  if (rate < minRate) return reduce(source.num * Math.ceil(minRate / rate), source.den);
  return reduce(source.num, source.den);
}

const commonRates: Ratio[] = [
  ...[10, 12, 15, 20, 24, 25, 30, 48, 50, 60, 90, 100, 120, 240].map((num) => ({ num, den: 1 })),
  ...[15, 24, 30, 60, 120, 240].map((rate) => ({ num: rate * 1000, den: 1001 })),
];

/**
 * The frame rate that a series of times stands for. Where most pictures keep one rhythm (with the odd one missing, or
 * jitter from a clock of whole milliseconds) it is that rhythm. Where they don't, as in screen recordings, it is the
 * smallest common rate that does not lose the quick passages.
 *
 * @param times seconds, ascending, of every picture
 */
export function nominalFrameRate(times: readonly number[]): Ratio {
  const steps: number[] = [];
  for (let i = 1; i < times.length; i++) steps.push((times[i] ?? 0) - (times[i - 1] ?? 0));
  const sorted = steps.filter((step) => step > 0.0005).sort((a, b) => a - b);
  if (sorted.length === 0) return { num: 30, den: 1 };
  const median = at(sorted, 0.5);
  const close = sorted.filter((step) => Math.abs(step - median) <= median * 0.25);
  if (close.length >= sorted.length * 0.6) {
    return snapRate(close.length / close.reduce((sum, step) => sum + step, 0));
  }
  const quick = 1 / at(sorted, 0.1);
  const num = [24, 25, 30, 50].find((rate) => rate >= quick * 0.97) ?? 60;
  return { num, den: 1 };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}

/** The nearest common rate; else the nearest simple fraction, as of a GIF's hundredths; else the next whole rate. */
function snapRate(rate: number): Ratio {
  const near = (candidates: Ratio[], within: number) => {
    const distance = ({ num, den }: Ratio) => Math.abs(rate / (num / den) - 1);
    return candidates
      .filter((ratio) => distance(ratio) < within)
      .sort((a, b) => distance(a) - distance(b))[0];
  };
  const fractions = Array.from({ length: 9 }, (_, i) =>
    reduce(Math.max(1, Math.round(rate * (i + 1))), i + 1),
  );
  return near(commonRates, 0.005) ?? near(fractions, 0.001) ?? reduce(Math.ceil(rate), 1);
}

function reduce(num: number, den: number): Ratio {
  let [a, b] = [num, den];
  while (b !== 0) [a, b] = [b, a % b];
  return { num: num / a, den: den / a };
}

/** The transfers that make a picture HDR (ITU-R BT.2100): PQ and HLG. */
const hdrTransfers = new Set(['smpte2084', 'arib-std-b67']);

export function isHdr(color: Color): boolean {
  return color.transfer !== null && hdrTransfers.has(color.transfer);
}

/**
 * From a decoded picture of any size to the encoder's: square pixels, BT.709 in limited range, upright. Scaling comes
 * first, so that everything after it works on fewer pixels.
 */
function pictureFilters(picture: PictureTrack, width: number, height: number): string {
  const { orientation, color } = picture;
  const [w, h] = orientation.transpose ? [height, width] : [width, height];
  return [
    ...(isHdr(color) ? toneMap(color, w, h) : toBt709(picture, w, h)),
    // FFmpeg's transpose=0 turns by 90° and flips top-bottom, which together only swap the axes.
    ...(orientation.transpose ? ['transpose=0'] : []),
    ...(orientation.flipX ? ['hflip'] : []),
    ...(orientation.flipY ? ['vflip'] : []),
    'setsar=1',
    'format=yuv420p',
    'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709:field_mode=prog',
  ].join(',');
}

function toneMap(color: Color, width: number, height: number): string[] {
  return [
    `scale=${width}:${height}:flags=bicubic`,
    'format=yuv420p10le',
    `setparams=range=${color.fullRange ? 'pc' : 'tv'}:color_primaries=bt2020:color_trc=${color.transfer}:colorspace=bt2020nc`,
    'tonemapx=tonemap=bt2390:desat=0:peak=100:transfer=bt709:matrix=bt709:primaries=bt709:range=tv:format=yuv420p',
  ];
}

function toBt709(picture: PictureTrack, width: number, height: number): string[] {
  const { color } = picture;
  const matrix = color.matrix ?? (Math.min(picture.width, picture.height) < 720 ? 'smpte170m' : 'bt709');
  const range = color.fullRange ? 'pc' : 'tv';
  if (color.primaries !== null && color.primaries !== 'bt709') {
    const transfer = color.transfer ?? 'bt709';
    return [
      `scale=${width}:${height}:flags=bicubic`,
      `setparams=range=${range}:color_primaries=${color.primaries}:color_trc=${transfer}:colorspace=${matrix}`,
      'zscale=primaries=bt709:transfer=bt709:matrix=bt709:range=limited',
    ];
  }
  return [
    `scale=${width}:${height}:flags=bicubic:in_color_matrix=${matrix === 'bt2020nc' ? 'bt2020' : matrix}:in_range=${range}:out_color_matrix=bt709:out_range=tv`,
  ];
}

/** The absolute gate of BS.1770: what lies below it is no sound by definition. */
const silence = -70;
const targetLoudness = -14;
/** dBTP that no clip's sound may pass. */
export const maxTruePeak = -1;
/** Encoding to AAC adds a little. */
const targetPeak = maxTruePeak - 0.5;

export function planSound(channels: number, loudness: Loudness): SoundPlan {
  const silent = !(loudness.integrated > silence);
  const gain = Math.min(targetLoudness - loudness.integrated, targetPeak - loudness.truePeak);
  const kept = channels === 1 ? 1 : 2;
  return { channels: kept, gain: silent ? 0 : round2(gain), bitrate: kept === 1 ? 96_000 : 128_000 };
}

/** The plan for a second try, where encoding the sound added so much that its peaks passed the limit. */
export function lowerSound(sound: SoundPlan, truePeak: number): SoundPlan {
  return { ...sound, gain: round2(sound.gain + targetPeak - truePeak) };
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

/**
 * The display matrix of MP4 (ISO/IEC 14496-12 8.5.2: a, b, u, c, d, v, x, y, w; x' = a·x + c·y, y' = b·x + d·y) as the
 * nearest of the eight ways to turn a picture upright.
 */
export function orientationOf(matrix: readonly number[] | null): Orientation {
  const [a = 1, b = 0, , c = 0, d = 1] = matrix ?? [];
  if (Math.abs(b) + Math.abs(c) > Math.abs(a) + Math.abs(d)) {
    return { transpose: true, flipX: c < 0, flipY: b < 0 };
  }
  return { transpose: false, flipX: a < 0, flipY: d < 0 };
}
