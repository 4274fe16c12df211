/** One update to nineteen reads, as of most services: what does the cache give? */

import { createOptions, steadily } from './settings/options.ts';
import { settings } from './settings/settings.ts';
import { operate } from './traffic/mix.ts';
import { createTraffic } from './traffic/traffic.ts';

const arrivals = { rate: settings.rate(80), vus: settings.vus(200) };

export const options = createOptions({
  measured: steadily({ ...arrivals, durationMs: settings.durationMs('30s') }),
  warmup: steadily({ ...arrivals, durationMs: settings.warmupMs }),
});

export default createTraffic((visitor) => operate(visitor, { updates: 0.05 }));

export { handleSummary } from './results/summary.ts';
export { setup } from './traffic/accounts.ts';
