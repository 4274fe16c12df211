/** As many updates as reads: what does a cache cost where it can hardly help? */
import { operate } from '../mix.ts';
import { createOptions, steadily } from '../options.ts';
import { settings } from '../settings.ts';
import { createTraffic } from '../traffic.ts';

const arrivals = { rate: settings.rate(80), vus: settings.vus(200) };

export const options = createOptions({
  measured: steadily({ ...arrivals, durationMs: settings.durationMs('30s') }),
  warmup: steadily({ ...arrivals, durationMs: settings.warmupMs }),
});

export default createTraffic((visitor) => operate(visitor, { updates: 0.5 }));

export { setup } from '../accounts.ts';
export { handleSummary } from '../summary.ts';
