import { setTimeout as delay } from 'node:timers/promises';
import type { SummaryData } from '../k6/results/report.ts';
import type { Figure, Run, Series } from '../trio-compare/model.ts';
import { known } from '../trio-compare/model.ts';
import { startK6 } from './k6-run.ts';
import type { Mode } from './options.ts';
import { type Snapshot, sumOf, takeSnapshot } from './snapshot.ts';
import { answersByServer, droppedOf, errorRateOf, hitRates, latenciesOf } from './summary-run.ts';
import type { Testbed } from './testbed.ts';

/** One run to make. */
export interface RunOptions {
  set: string;
  mode: Mode;
  round?: number;
  scenario: string;
  rate: number;
  durationS: number;
  warmupS: number;
  cache: 'warm' | 'empty';
  users: number;
  seed: number;
}

/** Maximum load of k6 and of errors. Above it, the load generator or an error was measured. */
const mostErrors = 0.001;
const mostK6Cores = 0.85;
const sampleMs = 1_000;

/**
 * Makes one run: resets the data and the cache, warms everything up with traffic, and measures.
 * Reasons why it does not count are in its `invalid`. Throws only where it can't be made.
 */
export async function makeRun(testbed: Testbed, k6: string, options: RunOptions): Promise<Run> {
  const { mode, cache, warmupS } = options;
  await testbed.reset(mode);
  if (cache === 'warm' || warmupS === 0) return measure(testbed, k6, options);
  await measure(testbed, k6, { ...options, durationS: warmupS, warmupS: 0 });
  await testbed.emptyCache();
  return measure(testbed, k6, { ...options, warmupS: 0 });
}

async function measure(testbed: Testbed, k6: string, options: RunOptions): Promise<Run> {
  await using scope = new AsyncDisposableStack();
  const load = startK6(
    {
      k6,
      scenario: options.scenario,
      folder: testbed.stack.folder,
      env: settingsOf(testbed, options),
    },
    scope,
  );
  await load.begun;
  const startedAt = new Date().toISOString();
  const before = await takeSnapshot(testbed, load.pid);
  const sampler = sampleHitRate(testbed, before);
  await delay(options.durationS * 1_000 - (performance.now() - before.atMs));
  const after = await takeSnapshot(testbed, load.pid);
  const hitRate = await sampler.stop();
  return runOf(options, { startedAt, before, after, hitRate, summary: await load.ended });
}

function settingsOf({ stack, accountsFile }: Testbed, options: RunOptions) {
  return {
    BASE_URL: stack.baseUrl,
    ACCOUNTS_FILE: accountsFile,
    USERS: String(options.users),
    RATE: String(options.rate),
    DURATION: `${options.durationS}s`,
    WARMUP: `${options.warmupS}s`,
    SEED: String(options.seed),
  };
}

interface Measured {
  startedAt: string;
  before: Snapshot;
  after: Snapshot;
  hitRate: Series;
  summary: SummaryData;
}

function runOf(
  { set, round }: RunOptions,
  { startedAt, before, after, hitRate, summary }: Measured,
): Run {
  const figures = figuresOf(before, after, summary);
  return {
    set,
    ...(round !== undefined && { round }),
    startedAt,
    durationMs: Math.round(after.atMs - before.atMs),
    invalid: whyInvalid(summary, figures),
    latencies: latenciesOf(summary),
    figures,
    series: [hitRate],
    servers: answersByServer(summary),
  };
}

/** Everything that is not a latency; the rates are those of the measured part. */
function figuresOf(before: Snapshot, after: Snapshot, summary: SummaryData): Figure[] {
  const elapsedMs = after.atMs - before.atMs;
  const requests = after.counted.requests - before.counted.requests;
  const queries = after.counted.queries - before.counted.queries;
  const gets = after.memcached.gets - before.memcached.gets;
  const hits = after.memcached.hits - before.memcached.hits;
  const { all, ofMemcached } = hitRates(summary);
  const percent = (name: string, value: number): Figure => ({ name, unit: '%', value });
  return [
    { name: known.rate, unit: '/s', value: (requests * 1_000) / elapsedMs },
    percent('errors', errorRateOf(summary) * 100),
    percent(known.hitRate, all * 100),
    // Reads that reached Memcached, by both counts; in `tiered`, node-cache answers the rest.
    ...(gets > 0
      ? [
          percent(known.hitRateAtMemcached, ofMemcached * 100),
          percent(known.hitRateOfMemcached, (hits / gets) * 100),
        ]
      : []),
    { name: known.queries, unit: 'per request', value: queries / requests },
    ...Object.entries(after.processorMs).map(
      ([part, ms]): Figure => ({
        name: `CPU of ${part}`,
        unit: 'cores',
        value: (ms - (before.processorMs[part] ?? 0)) / elapsedMs,
      }),
    ),
  ];
}

function whyInvalid(summary: SummaryData, figures: Figure[]): string[] {
  const dropped = droppedOf(summary);
  const errors = errorRateOf(summary);
  const k6 = figures.find(({ name }) => name === 'CPU of k6')?.value ?? 0;
  return [
    ...(dropped > 0 ? [`${dropped} iterations were dropped`] : []),
    ...(errors > mostErrors ? [`${(errors * 100).toFixed(2)} % of the requests failed`] : []),
    ...(k6 > mostK6Cores ? [`k6 itself took ${k6.toFixed(2)} of a core`] : []),
  ];
}

/** Samples the servers' counters each second. The points are the hit rates between two samples. */
function sampleHitRate({ look }: Testbed, { atMs, counted }: Snapshot) {
  const points: Series['points'] = [];
  let last = counted;
  let sampling = Promise.resolve();
  const sample = async () => {
    const now = sumOf(await look());
    const hits = now.hits - last.hits;
    const reads = hits + now.misses - last.misses + now.bypasses - last.bypasses;
    last = now;
    const seconds = (performance.now() - atMs) / 1_000;
    points.push([Number(seconds.toFixed(2)), reads > 0 ? (hits / reads) * 100 : null]);
  };
  const timer = setInterval(() => {
    // A failed sample is one point less. The snapshots have what a run needs.
    sampling = sampling.then(sample).catch(() => undefined);
  }, sampleMs);
  return {
    async stop(): Promise<Series> {
      clearInterval(timer);
      await sampling;
      return { name: 'hit rate', unit: '%', points };
    },
  };
}
