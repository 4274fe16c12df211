/** One update to nineteen reads, as of most services: what does the cache give? */

import { createOptions, steadily } from '../k6/settings/options.ts';
import { settings } from '../k6/settings/settings.ts';
import { operate } from '../k6/traffic/mix.ts';
import { createTraffic } from '../k6/traffic/traffic.ts';

const arrivals = { rate: settings.rate(80), vus: settings.vus(200) };

export const options = createOptions({
  measured: steadily({ ...arrivals, durationMs: settings.durationMs('30s') }),
  warmup: steadily({ ...arrivals, durationMs: settings.warmupMs }),
});

export default createTraffic((visitor) => operate(visitor, { updates: 0.05 }));

export { handleSummary } from '../k6/results/summary.ts';
export { setup } from '../k6/traffic/accounts.ts';
