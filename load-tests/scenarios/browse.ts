/** People's visits at a constant rate, whatever the servers do: what do people get? */
import { visit } from '../journey.ts';
import { createOptions, steadily } from '../options.ts';
import { settings } from '../settings.ts';
import { createTraffic } from '../traffic.ts';

const arrivals = { rate: settings.rate(20), vus: settings.vus(100) };

export const options = createOptions({
  measured: steadily({ ...arrivals, durationMs: settings.durationMs('30s') }),
  warmup: steadily({ ...arrivals, durationMs: settings.warmupMs }),
});

export default createTraffic((visitor) => visit(visitor));

export { setup } from '../accounts.ts';
export { handleSummary } from '../summary.ts';
