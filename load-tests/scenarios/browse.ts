/** People's visits at a constant rate, whatever the servers do: what do people get? */

import { createOptions, steadily } from './settings/options.ts';
import { settings } from './settings/settings.ts';
import { visit } from './traffic/journey.ts';
import { createTraffic } from './traffic/traffic.ts';

const arrivals = { rate: settings.rate(20), vus: settings.vus(100) };

export const options = createOptions({
  measured: steadily({ ...arrivals, durationMs: settings.durationMs('30s') }),
  warmup: steadily({ ...arrivals, durationMs: settings.warmupMs }),
});

export default createTraffic((visitor) => visit(visitor));

export { handleSummary } from './results/summary.ts';
export { setup } from './traffic/accounts.ts';
