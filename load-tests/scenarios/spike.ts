/** A rush that comes at once and goes at once: does it survive, and is it quick again afterwards? */

import { createSummary } from '../k6/results/summary.ts';
import { createOptions, inSteps } from '../k6/settings/options.ts';
import { settings } from '../k6/settings/settings.ts';
import type { Step } from '../k6/settings/steps.ts';
import { visit } from '../k6/traffic/journey.ts';
import { createTraffic } from '../k6/traffic/traffic.ts';

const rate = settings.rate(40);
const quietRate = Math.ceil(rate / 10);
/** Limit before and after the rush; in the rush, four times as much. */
const maxP99Ms = settings.maxP99Ms(500);
const durationMs = settings.durationMs('1m');

const steps: Step[] = [
  { name: 'before', fromRate: quietRate, toRate: quietRate, durationMs: durationMs * 0.3 },
  { name: 'rise', fromRate: quietRate, toRate: rate, durationMs: durationMs * 0.1 },
  { name: 'fall', fromRate: rate, toRate: quietRate, durationMs: durationMs * 0.1 },
  { name: 'recovery', fromRate: quietRate, toRate: quietRate, durationMs: durationMs * 0.1 },
  { name: 'after', fromRate: quietRate, toRate: quietRate, durationMs: durationMs * 0.4 },
];

export const options = createOptions({
  measured: inSteps(steps, settings.vus(300)),
  maxP99Ms: maxP99Ms * 4,
  steps,
  thresholds: { 'trio_time{step:after}': [`p(99)<${maxP99Ms}`] },
});

export default createTraffic((visitor) => visit(visitor), { steps });

export { setup } from '../k6/traffic/accounts.ts';
export const handleSummary = createSummary({ steps });
