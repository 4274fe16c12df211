import type { Results, Run } from '../../model.ts';
import { number, tick } from '../../numbers.ts';
import { xAxis } from './axes.ts';
import { type Chart, leftOf, plot, round, shortened, text } from './figure.ts';
import { linearScale } from './scale.ts';

const rowHeight = 40;

/** Each server's share of the answers, a bar for each set. */
export function serversChart({ sets, runs }: Results): Chart | undefined {
  const rows = sets
    .map((set, place) => ({ set, place, shares: sharesOf(runs, set) }))
    .filter(({ shares }) => shares.length > 0);
  if (rows.length === 0) return undefined;
  const left = leftOf(rows.map(({ set }) => set));
  const bottom = plot.top + rows.length * rowHeight;
  const x = linearScale([0, 100], [left, plot.right - 8]);
  const axis = xAxis({ scale: x, label: 'share of the answers (%)', write: tick }, bottom);
  const bars = rows.map(({ set, place, shares }, index) => {
    const y = plot.top + (index + 0.5) * rowHeight;
    return text(shortened(set), left - 10, y + 4, 'end') + drawBar(shares, place, y, x.at);
  });
  return {
    title: "Each server's share",
    reading: 'A round-robin balancer gives each the same, as long as all are healthy.',
    description: `The share of answers by server for ${sets.join(', ')}.`,
    svg: axis + bars.join(''),
    height: bottom + 46,
    legend: [],
    places: [],
    data: {
      head: ['set', 'server', 'share'],
      rows: rows.flatMap(({ set, shares }) =>
        shares.map(({ server, share }) => [set, server, `${number(share)} %`]),
      ),
    },
  };
}

interface Share {
  server: string;
  share: number;
}

function drawBar(shares: Share[], place: number, y: number, at: (share: number) => number): string {
  let before = 0;
  const parts = shares.map(({ server, share }) => {
    const [from, to] = [at(before), at(before + share)];
    before += share;
    const width = Math.max(0, to - from - 2);
    const bar = `<rect class="bar s${place % 6}" x="${round(from + 1)}" y="${y - 12}" width="${round(width)}" height="24" rx="3"/>`;
    const label = `${server} ${number(share)} %`;
    const fits = label.length * 6.6 < width;
    return bar + (fits ? text(label, (from + to) / 2, y + 4, 'middle inside') : '');
  });
  return parts.join('');
}

function sharesOf(runs: Run[], set: string): Share[] {
  const counts = new Map<string, number>();
  for (const run of runs.filter((each) => each.set === set && each.invalid.length === 0)) {
    for (const [server, count] of Object.entries(run.servers)) {
      counts.set(server, (counts.get(server) ?? 0) + count);
    }
  }
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const numeric = new Intl.Collator('en', { numeric: true });
  return [...counts]
    .sort(([one], [other]) => numeric.compare(one, other))
    .map(([server, count]) => ({ server, share: (100 * count) / all }));
}
