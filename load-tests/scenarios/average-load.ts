/** An ordinary day: does it meet its limits at the load that is expected? */

import { createSummary } from '../k6/results/summary.ts';
import { createOptions, inSteps, steadily } from '../k6/settings/options.ts';
import { settings } from '../k6/settings/settings.ts';
import type { Step } from '../k6/settings/steps.ts';
import { visit } from '../k6/traffic/journey.ts';
import { createTraffic } from '../k6/traffic/traffic.ts';

const rate = settings.rate(15);
const vus = settings.vus(100);
const durationMs = settings.durationMs('3m');
const { warmupMs } = settings;

const rising: Step[] = [
  { name: 'up', fromRate: 0, toRate: rate, durationMs: durationMs * 0.1 },
  { name: 'plateau', fromRate: rate, toRate: rate, durationMs: durationMs * 0.8 },
  { name: 'down', fromRate: rate, toRate: 0, durationMs: durationMs * 0.1 },
];

// A warm-up takes the place of the slow beginning: what is measured is the plateau alone.
const steps = warmupMs > 0 ? [] : rising;

export const options = createOptions({
  measured: warmupMs > 0 ? steadily({ rate, vus, durationMs }) : inSteps(steps, vus),
  warmup: steadily({ rate, vus, durationMs: warmupMs }),
  steps,
});

export default createTraffic((visitor) => visit(visitor), { steps });

export { setup } from '../k6/traffic/accounts.ts';
export const handleSummary = createSummary({ steps });
