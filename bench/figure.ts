/** One measured figure, beside its goal. `against` says what it was held against, in the same run where it is a ratio. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: string;
  readonly against: string;
}

/** What the command line says beside the names of benches. */
export interface BenchOptions {
  /** A folder with a data set, for `ranker`. */
  readonly data: string | undefined;
}

export type Bench = (options: BenchOptions) => Promise<Figure[]>;

/** The value below which the share `at` (0 to 1) of the values lies; the nearest one, not an interpolation. */
export function percentile(values: number[], at: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))];
  if (value === undefined) throw new Error('no values');
  return value;
}

export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
