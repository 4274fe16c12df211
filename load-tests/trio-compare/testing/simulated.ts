import { known, type Latency, type Results, type Run } from '../model.ts';
import { createRandom, normal } from '../statistics/random.ts';

export interface Simulation {
  seed: number;
  /** By set: what its latencies are multiplied with. */
  sets: Record<string, number>;
  rounds: number;
  /** The standard deviation of a run's latencies, as a part of them; that of a round is twice it. */
  noise: number;
}

/** By route, the p50 in ms. */
const routes = { list: 5, lists: 3, me: 2, search: 12, summary: 6, today: 7, todo: 2.5 };

const curve = {
  '1': 0.5,
  '25': 0.8,
  '50': 1,
  '75': 1.5,
  '90': 2.4,
  '95': 3.2,
  '99': 7,
  '99.9': 16,
};

/**
 * Runs as load tests give them: the machine drifts from round to round, all latencies of a run rise
 * and fall together, the tail more than the rest, and now and then by a lot (Student's t with three
 * degrees of freedom, scaled to the standard deviation).
 */
export function simulate({ seed, sets, rounds, noise }: Simulation): Results {
  const random = createRandom(seed);
  const shock = () => (noise * studentT3(random)) / Math.sqrt(3);
  const runs: Run[] = [];
  for (let round = 1; round <= rounds; round++) {
    const drift = 2 * shock();
    for (const [set, factor] of Object.entries(sets)) {
      const level = Math.log(factor) + drift + 0.7 * shock();
      const latency = (by: Latency['by'], name: string, p50: number): Latency => {
        const own = level + 0.5 * shock();
        return { by, name, count: 6_000, percentilesMs: timesOf(p50, own, shock) };
      };
      const latencies = [
        latency('all', 'all', 5),
        ...Object.entries(routes).map(([name, p50]) => latency('route', name, p50)),
      ];
      runs.push({ ...empty, set, round, latencies, figures: figuresOf(factor, random) });
    }
  }
  return { format: 'trio-compare/1', manifest: {}, sets: Object.keys(sets), runs };
}

const empty = { startedAt: '', durationMs: 30_000, invalid: [], series: [], servers: {} };

function timesOf(p50: number, level: number, shock: () => number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(curve).map(([percentile, factor]) => {
      const tail = 1 + Math.log10(factor + 1);
      return [percentile, p50 * factor * Math.exp(level + 0.5 * tail * shock())];
    }),
  );
}

function figuresOf(factor: number, random: () => number): Run['figures'] {
  const about = (value: number) => value * (1 + 0.02 * normal(random));
  const hitRate = factor < 1 ? about(93) : 0;
  return [
    { name: known.rate, unit: '/s', value: 200 },
    { name: known.hitRate, unit: '%', value: hitRate },
    { name: known.hitRateAtMemcached, unit: '%', value: hitRate },
    { name: known.hitRateOfMemcached, unit: '%', value: hitRate * (1 + 0.001 * normal(random)) },
    { name: known.queries, unit: 'per request', value: about(factor < 1 ? 0.62 : 5.1) },
    { name: 'CPU of the servers', unit: 'cores', value: about(0.9 * factor) },
    { name: 'CPU of Postgres', unit: 'cores', value: about(0.5 * factor) },
    { name: 'CPU of k6', unit: 'cores', value: about(0.31) },
  ];
}

function studentT3(random: () => number): number {
  const squares = normal(random) ** 2 + normal(random) ** 2 + normal(random) ** 2;
  return normal(random) / Math.sqrt(squares / 3);
}
