/** People's visits at a constant rate, whatever the servers do: what do people get? */

import { createOptions, steadily } from '../k6/settings/options.ts';
import { settings } from '../k6/settings/settings.ts';
import { visit } from '../k6/traffic/journey.ts';
import { createTraffic } from '../k6/traffic/traffic.ts';

const arrivals = { rate: settings.rate(20), vus: settings.vus(100) };

export const options = createOptions({
  measured: steadily({ ...arrivals, durationMs: settings.durationMs('30s') }),
  warmup: steadily({ ...arrivals, durationMs: settings.warmupMs }),
});

export default createTraffic((visitor) => visit(visitor));

export { handleSummary } from '../k6/results/summary.ts';
export { setup } from '../k6/traffic/accounts.ts';
