// Charts as SVG, written by hand: legible on a phone, in light and in dark.

export interface Series {
  readonly name: string;
  /** One of the classes of the style below. */
  readonly kind: 'overt' | 'popularity' | 'newest' | 'oracle';
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

/** Shares of the axis at which a tick stands, with its text. */
interface Axis {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly (readonly [at: number, text: string])[];
}

const [width, height] = [360, 190];
const area = { left: 46, right: 268, top: 34, bottom: 146 };

const style = `
  .paper { fill: #fffdf8 } text { font: 11px system-ui, sans-serif; fill: #3b3833 }
  .title { font-size: 13px; font-weight: 600 } .grid { stroke: #d9d4ca; stroke-width: 1 }
  polyline { fill: none; stroke-width: 2; stroke-linejoin: round }
  .overt { stroke: #c2371f; stroke-width: 3 } .popularity { stroke: #1f5fa8; stroke-dasharray: 6 3 }
  .newest { stroke: #59743a; stroke-dasharray: 2 3 } .oracle { stroke: #807a70 }
  text.overt { fill: #c2371f; stroke: none; font-weight: 600 } text.popularity { fill: #1f5fa8; stroke: none }
  text.newest { fill: #59743a; stroke: none } text.oracle { fill: #6c675f; stroke: none }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #171614 } text { fill: #d8d3c8 } .grid { stroke: #3a3732 }
    .overt { stroke: #ff7a5c } .popularity { stroke: #7db4f5 } .newest { stroke: #a8c77e } .oracle { stroke: #9b958a }
    text.overt { fill: #ff7a5c } text.popularity { fill: #7db4f5 } text.newest { fill: #a8c77e } text.oracle { fill: #b5afa4 }
  }`;

/** One picture of charts below each other. */
export function drawCharts(title: string, charts: readonly Chart[]): string {
  const all = height * charts.length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${all}" role="img" aria-label="${escape(title)}">`,
    `<title>${escape(title)}</title><style>${style}</style><rect class="paper" width="${width}" height="${all}"/>`,
    ...charts.map((chart, at) => `<g transform="translate(0 ${at * height})">${drawChart(chart)}</g>`),
    '</svg>\n',
  ].join('\n');
}

function drawChart({ title, x, y, series }: Chart): string {
  const across = scale(x, area.left, area.right);
  const up = scale(y, area.bottom, area.top);
  const rows = y.ticks.map(([at, text]) => {
    const row = round(up(at));
    return `<line class="grid" x1="${area.left}" x2="${area.right}" y1="${row}" y2="${row}"/><text x="${area.left - 5}" y="${row + 4}" text-anchor="end">${escape(text)}</text>`;
  });
  const columns = x.ticks.map(
    ([at, text]) =>
      `<text x="${round(across(at))}" y="${area.bottom + 15}" text-anchor="middle">${escape(text)}</text>`,
  );
  const lines = series.map(({ kind, points }) => {
    const path = points.map(([px, py]) => `${round(across(px))},${round(up(py))}`).join(' ');
    return `<polyline class="${kind}" points="${path}"/>`;
  });
  const names = spread(series.map(({ points }) => up(points.at(-1)?.[1] ?? 0))).map(
    (row, at) =>
      `<text class="${series[at]?.kind ?? ''}" x="${area.right + 6}" y="${round(row + 4)}">${escape(series[at]?.name ?? '')}</text>`,
  );
  return [
    `<text class="title" x="8" y="18">${escape(title)}</text>`,
    ...rows,
    ...columns,
    `<text x="${(area.left + area.right) / 2}" y="${area.bottom + 31}" text-anchor="middle">${escape(x.name)}</text>`,
    ...lines,
    ...names,
  ].join('');
}

/** Moves names apart that would lie on each other, and keeps them in the area. */
function spread(rows: readonly number[]): number[] {
  const gap = 14;
  const order = [...rows.keys()].sort((a, b) => (rows[a] ?? 0) - (rows[b] ?? 0));
  const placed = [...rows];
  let least = area.top - 4;
  for (const at of order) {
    placed[at] = Math.max(placed[at] ?? 0, least);
    least = (placed[at] ?? 0) + gap;
  }
  let most = area.bottom + 4;
  for (const at of order.toReversed()) {
    placed[at] = Math.min(placed[at] ?? 0, most);
    most = (placed[at] ?? 0) - gap;
  }
  return placed;
}

function scale({ from, to }: Axis, start: number, end: number): (value: number) => number {
  return (value) => start + ((Math.min(to, Math.max(from, value)) - from) / (to - from)) * (end - start);
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
