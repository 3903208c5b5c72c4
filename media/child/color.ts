import {
  AVCOL_PRI_BT2020,
  AVCOL_PRI_BT470BG,
  AVCOL_PRI_BT470M,
  AVCOL_PRI_BT709,
  AVCOL_PRI_SMPTE170M,
  AVCOL_PRI_SMPTE240M,
  AVCOL_PRI_SMPTE431,
  AVCOL_PRI_SMPTE432,
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_BT2020_CL,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_SPC_BT470BG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_FCC,
  AVCOL_SPC_SMPTE170M,
  AVCOL_SPC_SMPTE240M,
  AVCOL_TRC_ARIB_STD_B67,
  AVCOL_TRC_BT2020_10,
  AVCOL_TRC_BT2020_12,
  AVCOL_TRC_BT709,
  AVCOL_TRC_GAMMA22,
  AVCOL_TRC_GAMMA28,
  AVCOL_TRC_IEC61966_2_1,
  AVCOL_TRC_SMPTE170M,
  AVCOL_TRC_SMPTE2084,
  AVCOL_TRC_SMPTE240M,
} from 'node-av/constants';
import { avGetPixFmtName, type CodecParameters } from 'node-av/lib';
import type { AVPixelFormat } from 'node-av/constants';
import type { Color } from '../plan.ts';

/** ITU-T H.273 numbers as FFmpeg's filters spell them. What is not named here is treated as not said. */
const matrices: Record<number, string> = {
  [AVCOL_SPC_BT709]: 'bt709',
  [AVCOL_SPC_FCC]: 'fcc',
  [AVCOL_SPC_BT470BG]: 'smpte170m',
  [AVCOL_SPC_SMPTE170M]: 'smpte170m',
  [AVCOL_SPC_SMPTE240M]: 'smpte240m',
  [AVCOL_SPC_BT2020_NCL]: 'bt2020nc',
  [AVCOL_SPC_BT2020_CL]: 'bt2020nc',
};
const primaries: Record<number, string> = {
  [AVCOL_PRI_BT709]: 'bt709',
  [AVCOL_PRI_BT470M]: 'bt470m',
  [AVCOL_PRI_BT470BG]: 'bt470bg',
  [AVCOL_PRI_SMPTE170M]: 'smpte170m',
  [AVCOL_PRI_SMPTE240M]: 'smpte240m',
  [AVCOL_PRI_BT2020]: 'bt2020',
  [AVCOL_PRI_SMPTE431]: 'smpte431',
  [AVCOL_PRI_SMPTE432]: 'smpte432',
};
const transfers: Record<number, string> = {
  [AVCOL_TRC_BT709]: 'bt709',
  [AVCOL_TRC_GAMMA22]: 'bt470m',
  [AVCOL_TRC_GAMMA28]: 'bt470bg',
  [AVCOL_TRC_SMPTE170M]: 'smpte170m',
  [AVCOL_TRC_SMPTE240M]: 'smpte240m',
  [AVCOL_TRC_IEC61966_2_1]: 'iec61966-2-1',
  [AVCOL_TRC_BT2020_10]: 'bt2020-10',
  [AVCOL_TRC_BT2020_12]: 'bt2020-12',
  [AVCOL_TRC_SMPTE2084]: 'smpte2084',
  [AVCOL_TRC_ARIB_STD_B67]: 'arib-std-b67',
};

export function colorOf(codecpar: CodecParameters): Color {
  // The formats of JPEG (yuvj420p and its siblings) are in full range by their name.
  const format = avGetPixFmtName(codecpar.format as AVPixelFormat) ?? '';
  return {
    matrix: matrices[codecpar.colorSpace] ?? null,
    primaries: primaries[codecpar.colorPrimaries] ?? null,
    transfer: transfers[codecpar.colorTrc] ?? null,
    fullRange: codecpar.colorRange === AVCOL_RANGE_JPEG || format.startsWith('yuvj'),
  };
}
