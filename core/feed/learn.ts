import { blend, contentRows, scalesOf, type Scales } from '../../ranker/blend.ts';
import { featureWidth, hashFeatures, similarItems } from '../../ranker/features.ts';
import { gramOf, type Gram, type Sums } from '../../ranker/gram.ts';
import { usual, type Rows, type TrainOptions } from '../../ranker/train.ts';
import { fitInThreads } from './fit.ts';

/** A clip takes part from so many tokens on, give or take the noise of `drawParticipants`. */
export const leastTokens = 5;
/** The share of baskets that are kept apart, to bring the weights to scale. */
export const heldShare = 0.2;
/** So many clips are enough to find a scale. */
const sample = 4000;
/** Neighbours that the content of a clip proposes. */
const alike = 20;

export interface Lesson {
  /** Sums of baskets, and sums of other baskets by which the first are judged. */
  readonly seen: Sums;
  readonly unseen: Sums;
  /** By item: 1 where it takes part. */
  readonly takesPart: Uint8Array;
  /** What each item is about: texts, or `width` numbers an item. */
  readonly content:
    readonly (readonly string[])[] | { readonly values: Float32Array; readonly width: number };
  /** Whose neighbours are wanted. */
  readonly targets: Uint32Array;
  /** By default `usual`. */
  readonly options?: TrainOptions;
}

export interface Learned {
  /** A row for each target; weights as `Neighbour` has them. */
  readonly rows: Rows;
  /** By item: the share of baskets it is in; 0 for what does not take part. */
  readonly popularity: Float64Array;
}

/**
 * Learns which clips belong together from sums of baskets and from content. Deterministic for the same lesson. Takes all
 * cores for minutes where there is much to learn: a server lets a thread do it.
 */
export async function learn(lesson: Lesson): Promise<Learned> {
  const { seen, unseen, takesPart, content: about, targets, options = usual } = lesson;
  const features = 'width' in about ? about : { values: hashFeatures(about), width: featureWidth };
  const similar = similarItems(features.values, features.width, alike);
  const scales = await findScales(lesson, similar);
  const gram = gramOf(seen, unseen);
  const learned = await fitInThreads({ gram, takesPart, targets, options });
  const content = contentRows(similar, gram, takesPart);
  return {
    rows: blend(learned, content, scales, gram, options.neighbours),
    popularity: popularityOf(gram, takesPart),
  };
}

async function findScales(
  { seen, unseen, takesPart, options = usual }: Lesson,
  similar: Rows,
): Promise<Scales> {
  const gram = gramOf(seen);
  const participants = Uint32Array.from(takesPart.keys()).filter((item) => takesPart[item] === 1);
  const step = Math.ceil(participants.length / sample);
  const targets = participants.filter((_, at) => at % step === 0);
  const learned = await fitInThreads({ gram, takesPart, targets, options });
  const content = contentRows(similar, gram, takesPart);
  return scalesOf(learned, content, gramOf(unseen), popularityOf(gram, takesPart));
}

function popularityOf({ diagonal, total }: Gram, takesPart: Uint8Array): Float64Array {
  return diagonal.map((weight, item) => (takesPart[item] === 1 && total > 0 ? weight / total : 0));
}

/**
 * Which items take part: those in about `leastTokens` baskets or more. The noise (two-sided geometric, redrawn at each
 * training) keeps secret whether one more basket made the difference. `random` gives numbers from 0 up to 1.
 */
export function drawParticipants(tokens: ArrayLike<number>, random: () => number): Uint8Array {
  const geometric = (): number => Math.floor(-Math.log2(1 - random()));
  return Uint8Array.from(tokens, (count) =>
    count > 0 && count + geometric() - geometric() >= leastTokens ? 1 : 0,
  );
}
