import type { Options, Scenario } from 'k6/options';
import { outcomes } from './cache-status.ts';
import { routes, servers } from './metrics.ts';
import { settings } from './settings.ts';

/** Of a read, whatever the cache does: what a person notices. In ms. */
const readLimits = ['p(95)<200', 'p(99)<500'];

/** Options of every scenario: what must hold, and which parts of the metrics the summary needs. */
export function createOptions(scenario: Scenario): Options {
  const { users, minHitRate } = settings;
  return {
    scenarios: { [scenario.exec ?? 'default']: scenario },
    thresholds: {
      trio_errors: ['rate<0.001'],
      trio_read_time: readLimits,
      ...(minHitRate > 0 && { trio_hits: [`rate>=${minHitRate}`] }),
      ...keptApart('trio_hits', 'route', routes),
      ...keptApart('trio_read_time', 'outcome', outcomes),
      ...keptApart('trio_served', 'server', [...servers, 'nobody']),
    },
    summaryTrendStats: ['count', 'med', 'p(95)', 'p(99)', 'max'],
    // Signing in costs each account a password hash.
    setupTimeout: `${60 + users}s`,
  };
}

/** A metric has a value for one tag in the summary only if a threshold, even an empty one, asks. */
function keptApart(metric: string, tag: string, values: readonly string[]) {
  return Object.fromEntries(values.map((value) => [`${metric}{${tag}:${value}}`, [] as string[]]));
}
