import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rounded, type Bench, type Figure } from '../figure.ts';
import { newest, oracle, popularity } from './baselines.ts';
import { overt } from './overt.ts';
import { drawCharts, type Chart, type Series } from './plot.ts';
import { run, swipes, type Outcome } from './run.ts';
import { sell, type Sale } from './seller.ts';
import { days, makeWorld, type World } from './world.ts';

const SEED = 20_261_123;
const sizes = [50, 200, 2000];
const folder = join(import.meta.dirname, '../../docs/for-you');
const rankings = ['overt', 'popularity', 'newest', 'oracle'] as const;

const ranked = rankings.filter((name) => name !== 'oracle');

type Outcomes = Readonly<Record<(typeof rankings)[number], Outcome>>;

interface Trial {
  readonly world: World;
  readonly outcomes: Outcomes;
  readonly sales: readonly Sale[];
}

/** Made-up people for sixty days under four rankings; prints what came of it and draws docs/for-you/simulation.svg. */
export const measure: Bench = async () => {
  const trials: Trial[] = [];
  for (const people of sizes) trials.push(await tryOut(people));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'simulation.svg'), drawCharts('For You in a made-up edition', chartsOf(trials)));
  return trials.flatMap(figuresOf);
};

async function tryOut(people: number): Promise<Trial> {
  const world = makeWorld(people, SEED);
  const [edition, counting] = [overt(world, SEED), popularity(world)];
  const outcomes = {
    overt: await run(world, edition),
    popularity: await run(world, counting),
    newest: await run(world, newest(world)),
    oracle: await run(world, oracle(world)),
  };
  const accounts = people === Math.max(...sizes) ? [0, 10, 100, 1000] : [];
  const sales: Sale[] = [];
  for (const each of accounts) sales.push(await sell(world, edition, counting, each));
  return { world, outcomes, sales };
}

function figuresOf({ world, outcomes, sales }: Trial): Figure[] {
  const against = `${world.people} people, ${world.clips.length} clips, ${swipes} swipes a day`;
  const figure = (name: string, value: number, unit: string, goal = 'none'): Figure => ({
    figure: `${name}, ${world.people} people`,
    value: rounded(value, unit === '' ? 2 : 1),
    unit,
    goal,
    against,
  });
  return [
    ...ranked.map((name) =>
      figure(`regret of ${name}, days 46–60`, 100 * mean(regretOf(outcomes, name).slice(-14)), '%'),
    ),
    ...rankings.map((name) => figure(`Gini over makers, ${name}`, gini(outcomes[name].shownOf), '')),
    ...rankings.map((name) =>
      figure(`good first clips found in 7 days, ${name}`, 100 * foundWithin(world, outcomes[name], 7), '%'),
    ),
    ...sales.flatMap(({ accounts, tokens, reachHere, reachCounting }) => [
      figure(`reach sold with ${accounts} accounts, ${tokens} tokens`, 100 * reachHere, '%'),
      figure(`the same where plays are counted`, 100 * reachCounting, '%'),
    ]),
  ];
}

/** By day, what share of the oracle's pleasure is missing. */
function regretOf(outcomes: Outcomes, name: keyof Outcomes): number[] {
  return outcomes[name].pleasure.map((pleasure, day) => 1 - pleasure / (outcomes.oracle.pleasure[day] ?? 1));
}

/** 0: every maker is shown as often as another; 1: one maker has it all. */
function gini(values: Float64Array): number {
  const sorted = values.toSorted();
  const sum = sorted.reduce((all, value) => all + value, 0);
  return (
    sorted.reduce((all, value, at) => all + (2 * (at + 1) - sorted.length - 1) * value, 0) /
    (sorted.length * sum)
  );
}

/** Of the first clips of good makers, out early enough to tell, the share that had found its people so soon. */
function foundWithin({ clips }: World, { foundOn }: Outcome, wait: number): number {
  const good = [...clips.entries()].filter(
    ([, { first, quality, publishedAt }]) =>
      first && quality > 0.7 && publishedAt > 5 && publishedAt < days - 30,
  );
  return (
    good.filter(([clip, { publishedAt }]) => (foundOn[clip] ?? Infinity) - publishedAt <= wait).length /
    good.length
  );
}

const percent = [0, 0.25, 0.5, 0.75, 1].map((at): [number, string] => [at, `${100 * at} %`]);
const share = { name: '', from: 0, to: 1, ticks: percent };

function chartsOf(trials: readonly Trial[]): Chart[] {
  const last = trials.at(-1);
  if (last === undefined) return [];
  return [...trials.map(regretChart), foundChart(last), giniChart(trials), salesChart(last)];
}

function regretChart({ world, outcomes }: Trial): Chart {
  return {
    title: `Pleasure missed, ${inWords(world)}`,
    x: stepsOf('days since the edition opened', days, 15),
    y: share,
    series: ranked.map((name) => lineOf(name, weekly(regretOf(outcomes, name)))),
  };
}

function foundChart({ world, outcomes }: Trial): Chart {
  const waits = Array.from({ length: 31 }, (_, wait) => wait);
  return {
    title: 'A new maker’s good clip has found its people',
    x: stepsOf(`days after it came out (${inWords(world)})`, 30, 10),
    y: share,
    series: rankings.map((name) =>
      lineOf(
        name,
        waits.map((wait) => [wait, foundWithin(world, outcomes[name], wait)]),
      ),
    ),
  };
}

function giniChart(trials: readonly Trial[]): Chart {
  return {
    title: 'Unevenness between makers (Gini)',
    x: named(
      'people',
      trials.map(({ world }) => world.people.toLocaleString('en')),
    ),
    y: { ...share, ticks: percent.map(([at]) => [at, String(at)]) },
    series: rankings.map((name) =>
      lineOf(
        name,
        trials.map(({ outcomes }, at) => [at, gini(outcomes[name].shownOf)]),
      ),
    ),
  };
}

function salesChart({ world, sales }: Trial): Chart {
  return {
    title: `Reach that can be bought, ${inWords(world)}`,
    x: named(
      'accounts made for it, a week each',
      sales.map(({ accounts }) => accounts.toLocaleString('en')),
    ),
    y: share,
    series: [
      { name: 'Overt', kind: 'overt', points: sales.map(({ reachHere }, at) => [at, reachHere]) },
      {
        name: 'plain counting',
        kind: 'popularity',
        points: sales.map(({ reachCounting }, at) => [at, reachCounting]),
      },
    ],
  };
}

function inWords({ people }: World): string {
  return `${people.toLocaleString('en')} people`;
}

function stepsOf(name: string, to: number, step: number): Chart['x'] {
  const ticks = Array.from({ length: to / step + 1 }, (_, at): [number, string] => [
    at * step,
    String(at * step),
  ]);
  return { name, from: 0, to, ticks };
}

function named(name: string, names: readonly string[]): Chart['x'] {
  return { name, from: 0, to: Math.max(1, names.length - 1), ticks: names.map((text, at) => [at, text]) };
}

function lineOf(name: (typeof rankings)[number], points: Series['points']): Series {
  return { name: name === 'overt' ? 'Overt' : name, kind: name, points };
}

/** Means of seven days, so that a line shows its course and not its noise. */
function weekly(values: readonly number[]): [number, number][] {
  return values.map((_, day) => [day + 1, mean(values.slice(Math.max(0, day - 3), day + 4))]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
