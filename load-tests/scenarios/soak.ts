/** An ordinary load for a long time: does it stay as quick as it began, or does something leak? */

import { createSummary } from '../k6/results/summary.ts';
import { createOptions, steadily } from '../k6/settings/options.ts';
import { settings } from '../k6/settings/settings.ts';
import type { Step } from '../k6/settings/steps.ts';
import { visit } from '../k6/traffic/journey.ts';
import { createTraffic } from '../k6/traffic/traffic.ts';

const rate = settings.rate(10);
const vus = settings.vus(100);
const durationMs = settings.durationMs('30m');

// Tenths, to be compared: what leaks is slower in each than in the one before.
const steps: Step[] = Array.from({ length: 10 }, (_, index) => ({
  name: `${index + 1}/10`,
  fromRate: rate,
  toRate: rate,
  durationMs: durationMs / 10,
}));

export const options = createOptions({
  measured: steadily({ rate, vus, durationMs }),
  warmup: steadily({ rate, vus, durationMs: settings.warmupMs }),
  steps,
  thresholds: { 'trio_time{step:10/10}': [`p(99)<${settings.maxP99Ms(500)}`] },
});

export default createTraffic((visitor) => visit(visitor), { steps });

export { setup } from '../k6/traffic/accounts.ts';
export const handleSummary = createSummary({ steps });
