import { kindOf, traitKinds, traitsOf, type Trait } from './content.ts';
import { expectedShare } from './enjoyment.ts';
import type { PackClip } from './pack.ts';
import { explorationViews, fewViews, freshHalfLife, gainOf, priorViews, worth } from './worth.ts';

// Everything that the packs say, laid out for scoring: built once from the decoded segments, then only read. A clip is known
// here by its place, from 0.

export interface Catalogue {
  /** Without their neighbours, which `voices` has. */
  readonly clips: readonly PackClip[];
  /** From a clip's number to its place, and from its id. */
  readonly placeOf: ReadonlyMap<number, number>;
  readonly placeOfId: ReadonlyMap<string, number>;
  /** Columns of the clips, for the loops that run at each swipe. */
  readonly numbers: Uint32Array;
  readonly ageRatings: Uint8Array;
  readonly traits: {
    /** From a trait to its index in the columns below. */
    readonly indexOf: ReadonlyMap<Trait, number>;
    readonly names: readonly Trait[];
    /** Index in `traitKinds`. */
    readonly kinds: Uint8Array;
    /** How many clips have it. */
    readonly uses: Uint32Array;
  };
  /** The traits of the clip at place p: from `starts[p]` to before `starts[p + 1]`. */
  readonly content: {
    readonly starts: Uint32Array;
    readonly traits: Uint32Array;
    /** How much a taste for this trait says of this clip. */
    readonly gains: Float64Array;
  };
  /** For which clips a clip speaks that was enjoyed: neighbours the other way round, so that only the history is walked. */
  readonly voices: {
    /** From a clip's number, in the packs or not any more, to v: its clips are from `starts[v]` to before `starts[v + 1]`. */
    readonly indexOf: ReadonlyMap<number, number>;
    readonly starts: Uint32Array;
    readonly places: Uint32Array;
    readonly weights: Float64Array;
    /** The voice of the clip at each place, or -1 where it speaks for no other. */
    readonly ofPlace: Int32Array;
  };
  /** The share of baskets that each clip is in, and the mean of all that are in any. */
  readonly popularity: Float64Array;
  readonly meanPopularity: number;
  /** How loud a second hearing of the voices is, against the first (`chancesOf`). */
  readonly echo: number;
  /** What a clip's score has whoever ranks it, by term; freshness as of `newestHour`. */
  readonly standing: {
    readonly popularity: Float64Array;
    readonly completion: Float64Array;
    readonly likes: Float64Array;
    readonly freshness: Float64Array;
    readonly exploration: Float64Array;
  };
  /** When the newest clip came out, in hours since 1970. */
  readonly newestHour: number;
  /** 1 where a clip has been shown to few as yet. */
  readonly unproven: Uint8Array;
}

/** Of a clip that is in several segments the first counts. */
export function buildCatalogue(segments: Iterable<readonly PackClip[]>): Catalogue {
  const all = new Map<number, PackClip>();
  for (const segment of segments) {
    for (const clip of segment) if (!all.has(clip.number)) all.set(clip.number, clip);
  }
  const clips = [...all.values()];
  const traits = indexTraits(clips);
  const popularity = Float64Array.from(clips, (clip) => clip.popularity);
  const meanPopularity = meanOf(popularity.filter((share) => share > 0));
  const voices = layOutVoices(clips);
  const newestHour = clips.reduce((newest, { publishedAt }) => Math.max(newest, publishedAt), 0);
  return {
    clips: clips.map((clip) => ({ ...clip, neighbours: [] })),
    placeOf: new Map(clips.map(({ number }, place) => [number, place])),
    placeOfId: new Map(clips.map(({ id }, place) => [id, place])),
    numbers: Uint32Array.from(clips, ({ number }) => number),
    ageRatings: Uint8Array.from(clips, ({ ageRating }) => ageRating),
    traits,
    content: layOutContent(clips, traits),
    voices,
    popularity,
    meanPopularity,
    echo: echoOf(voices),
    standing: standingOf(clips, newestHour, meanPopularity),
    newestHour,
    unproven: findUnproven(clips),
  };
}

function indexTraits(clips: readonly PackClip[]): Catalogue['traits'] {
  const uses = new Map<Trait, number>();
  for (const clip of clips) {
    for (const trait of traitsOf(clip)) uses.set(trait, (uses.get(trait) ?? 0) + 1);
  }
  const names = [...uses.keys()];
  return {
    indexOf: new Map(names.map((trait, index) => [trait, index])),
    names,
    kinds: Uint8Array.from(names, (trait) => traitKinds.findIndex((kind) => kind === kindOf(trait))),
    uses: Uint32Array.from(uses.values()),
  };
}

/**
 * What half the catalogue has in common says little of a clip (inverse document frequency, from 1 down to 0; makers and
 * languages excepted, which are no less telling for being busy), and five tags together not five times what one says.
 */
function layOutContent(clips: readonly PackClip[], traits: Catalogue['traits']): Catalogue['content'] {
  const starts = new Uint32Array(clips.length + 1);
  const indexes: number[] = [];
  const gains: number[] = [];
  const scale = 1 / Math.log(clips.length + 1);
  for (const [place, clip] of clips.entries()) {
    const own = traitsOf(clip);
    for (const trait of own) {
      const index = traits.indexOf.get(trait) ?? 0;
      const kind = traitKinds[traits.kinds[index] ?? 0] ?? 'word';
      const rarity = Math.log((clips.length + 1) / (traits.uses[index] ?? 1)) * scale;
      const siblings = kind === 'tag' ? clip.tags.length : kind === 'word' ? clip.words.length : 1;
      indexes.push(index);
      gains.push(
        (gainOf[kind] * (kind === 'author' || kind === 'language' ? 1 : rarity)) / Math.sqrt(siblings),
      );
    }
    starts[place + 1] = indexes.length;
  }
  return { starts, traits: Uint32Array.from(indexes), gains: Float64Array.from(gains) };
}

function layOutVoices(clips: readonly PackClip[]): Catalogue['voices'] {
  const indexOf = new Map<number, number>();
  const sizes: number[] = [];
  for (const { neighbours } of clips) {
    for (const { number } of neighbours) {
      const voice = indexOf.get(number) ?? indexOf.set(number, sizes.length).size - 1;
      sizes[voice] = (sizes[voice] ?? 0) + 1;
    }
  }
  const starts = new Uint32Array(sizes.length + 1);
  for (const [voice, size] of sizes.entries()) starts[voice + 1] = (starts[voice] ?? 0) + size;
  const next = starts.slice();
  const places = new Uint32Array(starts[sizes.length] ?? 0);
  const weights = new Float64Array(places.length);
  for (const [place, { neighbours }] of clips.entries()) {
    for (const { number, weight } of neighbours) {
      const voice = indexOf.get(number) ?? 0;
      const at = next[voice] ?? 0;
      next[voice] = at + 1;
      places[at] = place;
      weights[at] = weight;
    }
  }
  const ofPlace = Int32Array.from(clips, ({ number }) => indexOf.get(number) ?? -1);
  return { indexOf, starts, places, weights, ofPlace };
}

/**
 * Baskets are few and small, so most clips that belong together have never been in one basket. What the enjoyed clips speak
 * for speaks once more, for its own neighbours. The second hearing counts several times the first (as measured, table in
 * docs/for-you.md), but the less the more is known: where the neighbours of a clip say most of its chance already
 * (`heard` near 1) it would only spread what everybody likes.
 */
function echoOf({ weights, ofPlace }: Catalogue['voices']): number {
  const heard = weights.reduce((sum, weight) => sum + weight, 0) / Math.max(1, ofPlace.length);
  return heard > 0 ? (worth.echo * Math.max(0, 1 - heard)) / heard : 0;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function standingOf(
  clips: readonly PackClip[],
  newestHour: number,
  meanPopularity: number,
): Catalogue['standing'] {
  const usualLikes =
    sumOf(clips, ({ likes }) => likes) /
    Math.max(
      1,
      sumOf(clips, ({ views }) => views),
    );
  const column = (valueOf: (clip: PackClip) => number) => Float64Array.from(clips, valueOf);
  return {
    popularity: column(({ popularity }) => chanceTerm(popularity, meanPopularity)),
    completion: column((clip) => worth.completion * completionOf(clip)),
    likes: column((clip) => worth.likes * likingOf(clip, usualLikes)),
    freshness: column(
      ({ publishedAt }) => worth.freshness * 2 ** ((publishedAt - newestHour) / freshHalfLife),
    ),
    exploration: column(({ views }) => worth.exploration / Math.sqrt(1 + views / explorationViews)),
  };
}

/**
 * A chance of being enjoyed in octaves of that of an average clip, and 0 for none at all: the sum of the terms `popularity`
 * and `history` orders by chance alone, and leaves the other terms their say. What speaks against a clip costs it three octaves at most.
 */
export function chanceTerm(chance: number, average: number): number {
  return average > 0 ? worth.chance * Math.log2(Math.max(1 / 8, 1 + chance / average)) : 0;
}

/** Octaves of completion above what is usual for the length, pulled towards 0 while views are few (Bayesian smoothing). */
function completionOf({ completion, duration, views }: PackClip): number {
  const octaves = Math.log2((completion + 0.05) / (expectedShare(duration) + 0.05));
  return (Math.min(1, Math.max(-2, octaves)) * views) / (views + priorViews);
}

/** Octaves of likes a view above what is usual here, with `priorViews` average views added. */
function likingOf({ likes, views }: PackClip, usual: number): number {
  if (usual === 0) return 0;
  // A clip has at least as many views as likes: those who like need not report.
  const octaves = Math.log2((likes + usual * priorViews) / (usual * (Math.max(views, likes) + priorViews)));
  return Math.min(2, Math.max(-2, octaves));
}

function sumOf(clips: readonly PackClip[], valueOf: (clip: PackClip) => number): number {
  return clips.reduce((sum, clip) => sum + valueOf(clip), 0);
}

function findUnproven(clips: readonly PackClip[]): Uint8Array {
  const views = clips.map((clip) => clip.views).sort((a, b) => a - b);
  const most = Math.min(fewViews, views[Math.floor(views.length / 4)] ?? 0);
  return Uint8Array.from(clips, (clip) => (clip.views <= most ? 1 : 0));
}
