import type { Options, Scenario, Threshold } from 'k6/options';
import { details, outcomes } from '../results/cache-status.ts';
import { failures } from '../results/failure.ts';
import { readRoutes, servers, writeRoutes } from '../results/metrics.ts';
import { accountCount } from '../traffic/accounts.ts';
import { refuse, settings } from './settings.ts';
import { type Step, stagesOf } from './steps.ts';

/** Pause between warm-up and measured part, for visits under way. */
const settleMs = 1_000;

/** Percentiles for the curve of a distribution; dense where the slowest are. */
const percentiles = [
  1, 2, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 92.5, 95, 96, 97, 98,
  99, 99.5, 99.9, 99.99,
];

export interface Plan {
  measured: Scenario;
  /** The warm-up's traffic; none for a scenario that begins slowly. */
  warmup?: Scenario;
  /** 1 % of the reads may take longer. */
  maxP99Ms?: number;
  steps?: Step[];
  /** Thresholds beside the p99: the checks and, if set, the hit rate. */
  thresholds?: Record<string, Threshold[]>;
}

export interface Arrivals {
  rate: number;
  vus: number;
  durationMs: number;
}

/** A constant arrival rate, in visits a second. */
export function steadily({ rate, vus, durationMs }: Arrivals): Scenario {
  return {
    executor: 'constant-arrival-rate',
    rate,
    timeUnit: '1s',
    duration: `${durationMs}ms`,
    preAllocatedVUs: vus,
  };
}

/** Arrival rates that follow the steps. */
export function inSteps(steps: Step[], vus: number): Scenario {
  return {
    executor: 'ramping-arrival-rate',
    startRate: steps[0]?.fromRate ?? 0,
    timeUnit: '1s',
    stages: stagesOf(steps),
    preAllocatedVUs: vus,
  };
}

/** Options of every scenario: traffic, thresholds, and what the summary needs. */
export function createOptions(plan: Plan): Options {
  const { maxP99Ms = settings.maxP99Ms(500), steps = [], thresholds = {} } = plan;
  const { minHitRate } = settings;
  return {
    scenarios: scenariosOf(plan),
    thresholds: {
      checks: ['rate>0.999'],
      trio_read_time: [`p(99)<${maxP99Ms}`],
      // A dropped visit is load that did not arrive: no figure of the run is right then.
      'dropped_iterations{scenario:measured}': ['count<1'],
      'iterations{scenario:measured}': [],
      'http_reqs{scenario:measured}': [],
      ...(minHitRate > 0 && { trio_hits: [`rate>=${minHitRate}`] }),
      ...keptApart('trio_hits', 'route', readRoutes),
      ...keptApart('trio_cache', 'detail', details),
      ...keptApart('trio_read_time', 'outcome', outcomes),
      ...keptApart('trio_read_time', 'route', readRoutes),
      ...keptApart('trio_write_time', 'route', writeRoutes),
      ...keptApart('trio_served', 'server', servers),
      ...keptApart('trio_failures', 'kind', failures),
      ...keptApart(
        'trio_time',
        'step',
        steps.map(({ name }) => name),
      ),
      ...keptApart(
        'trio_visits',
        'step',
        steps.map(({ name }) => name),
      ),
      ...keptApart(
        'checks',
        'step',
        steps.map(({ name }) => name),
      ),
      ...thresholds,
    },
    summaryTrendStats: ['count', 'min', 'avg', 'med', 'max', ...percentiles.map((p) => `p(${p})`)],
    // Signing in costs each account a password hash.
    setupTimeout: `${60 + accountCount}s`,
  };
}

function scenariosOf({ measured, warmup }: Plan): Record<string, Scenario> {
  const { warmupMs } = settings;
  if (warmupMs === 0) return { measured };
  if (!warmup) return refuse('WARMUP', 'must not be set: this scenario begins in its own way');
  return {
    // Ends before the measured part, and leaves it its virtual users and connections.
    warmup: { ...warmup, gracefulStop: `${settleMs - 100}ms` },
    measured: { ...measured, startTime: `${warmupMs + settleMs}ms` },
  };
}

/**
 * The summary has a metric's value for one tag only where a threshold, even an empty one, names it.
 */
function keptApart(metric: string, tag: string, values: readonly string[]) {
  return Object.fromEntries(values.map((value) => [`${metric}{${tag}:${value}}`, [] as string[]]));
}
