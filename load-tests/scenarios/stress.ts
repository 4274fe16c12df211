/** A busy day, twice the average: does it get slower only, or does it fail? */

import { createSummary } from '../k6/results/summary.ts';
import { createOptions, inSteps } from '../k6/settings/options.ts';
import { settings } from '../k6/settings/settings.ts';
import type { Step } from '../k6/settings/steps.ts';
import { visit } from '../k6/traffic/journey.ts';
import { createTraffic } from '../k6/traffic/traffic.ts';

const rate = settings.rate(30);
const durationMs = settings.durationMs('5m');

const steps: Step[] = [
  { name: 'up', fromRate: 0, toRate: rate, durationMs: durationMs * 0.2 },
  { name: 'plateau', fromRate: rate, toRate: rate, durationMs: durationMs * 0.6 },
  { name: 'down', fromRate: rate, toRate: 0, durationMs: durationMs * 0.2 },
];

export const options = createOptions({
  measured: inSteps(steps, settings.vus(300)),
  maxP99Ms: settings.maxP99Ms(1_000),
  steps,
});

export default createTraffic((visitor) => visit(visitor), { steps });

export { setup } from '../k6/traffic/accounts.ts';
export const handleSummary = createSummary({ steps });
