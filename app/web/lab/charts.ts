import type { Lab } from '../../lab/schema.ts';
import { formatBytes, formatCount, formatMs, formatRate, formatShare } from './format.ts';
import { outcomes, percentiles } from './frames.ts';

/** One line or area. Its dashes tell it from the others where its colour can't. */
interface Series {
  /** Its key in the frames. */
  id: string;
  name: string;
  /** The number of one of the colours `--chart-…`. */
  color: number;
  dash: number[];
}

export interface ChartSpec {
  title: string;
  series: Series[];
  format: (value: number | undefined) => string;
  /** The scale: from 0 on (whole numbers or not), from 0 to 1, or logarithmic. */
  scale: 'linear' | 'whole' | 'share' | 'log';
  /** Whether the series are put on top of each other. */
  stacked?: true;
}

const dashes = [[], [7, 3], [2, 3], [10, 3, 2, 3]];
const dashOf = (index: number) => dashes[index % dashes.length]!;
const colors = 6;
const firstServerColor = 3;

/** The charts, in the order in which they are shown. */
export function chartsOf({ servers, memcached }: Lab): ChartSpec[] {
  return [
    ...readCharts,
    {
      title: 'Share of each server',
      series: serverSeries('share', servers),
      format: formatShare,
      scale: 'share',
      stacked: true,
    },
    {
      title: 'Event-loop delay, p99',
      series: serverSeries('loop', servers),
      format: formatMs,
      scale: 'linear',
    },
    ...postgresCharts,
    ...(memcached.length > 0 ? memcachedCharts : []),
  ];
}

const readCharts: ChartSpec[] = [
  {
    title: 'Reads per second',
    series: outcomes.map((outcome, i) => series(outcome, outcome, i, i)),
    format: formatRate,
    scale: 'linear',
    stacked: true,
  },
  {
    title: 'Latency on the server',
    series: outcomes.flatMap((outcome, color) =>
      Object.keys(percentiles).map((name, dash) =>
        series(`${outcome} ${name}`, `${outcome} ${name}`, color, dash),
      ),
    ),
    format: formatMs,
    scale: 'log',
  },
  { title: 'Hit rate', series: [single('hitRate', 'all')], format: formatShare, scale: 'share' },
];

const postgresCharts: ChartSpec[] = [
  {
    title: 'Postgres queries per second',
    series: [single('queries', 'all')],
    format: formatRate,
    scale: 'linear',
  },
  {
    title: 'Waiting for a connection',
    series: [single('waiting', 'requests')],
    format: formatCount,
    scale: 'whole',
  },
];

const memcachedCharts: ChartSpec[] = [
  {
    title: 'Memcached size',
    series: [single('bytes', 'all')],
    format: formatBytes,
    scale: 'linear',
  },
  {
    title: 'Memcached items',
    series: [single('items', 'all')],
    format: formatCount,
    scale: 'whole',
  },
  {
    title: 'Memcached evictions per second',
    series: [single('evictions', 'all')],
    format: formatRate,
    scale: 'linear',
  },
];

function series(id: string, name: string, color: number, dash: number): Series {
  return { id, name, color: (color % colors) + 1, dash: dashOf(dash) };
}

function single(id: string, name: string): Series {
  return series(id, name, 0, 0);
}

function serverSeries(figure: 'share' | 'loop', servers: Lab['servers']): Series[] {
  return servers.map(({ name }, i) => series(`${figure} ${name}`, name, firstServerColor + i, i));
}
