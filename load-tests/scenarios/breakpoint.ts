/** More and more until it breaks: how much is too much? */
import type { Threshold } from 'k6/options';
import { limitLines } from '../k6/results/limit.ts';
import { createSummary } from '../k6/results/summary.ts';
import { createOptions, inSteps } from '../k6/settings/options.ts';
import { settings } from '../k6/settings/settings.ts';
import type { Step } from '../k6/settings/steps.ts';
import { visit } from '../k6/traffic/journey.ts';
import { createTraffic } from '../k6/traffic/traffic.ts';

const rate = settings.rate(5);
const vus = settings.vus(300);
const durationMs = settings.durationMs('10m') / settings.steps;
const maxP99Ms = settings.maxP99Ms(500);

// Stairs rather than a slope: a rate is held long enough to have a p99 of its own.
const steps: Step[] = Array.from({ length: settings.steps }, (_, index) => {
  const height = rate * (index + 1);
  return { name: String(height), fromRate: height, toRate: height, durationMs };
});

const stop = (threshold: string): Threshold[] => [{ threshold, abortOnFail: true }];

export const options = createOptions({
  measured: inSteps(steps, vus),
  maxP99Ms,
  steps,
  thresholds: {
    checks: stop('rate>0.99'),
    'dropped_iterations{scenario:measured}': stop('count<1'),
    ...Object.fromEntries(
      steps.map(({ name }, index) => [
        `trio_time{step:${name}}`,
        // Of the first few answers of a step, the slowest would be the p99.
        [
          {
            threshold: `p(99)<${maxP99Ms}`,
            abortOnFail: true,
            delayAbortEval: `${Math.round(durationMs * index + durationMs / 3)}ms`,
          },
        ],
      ]),
    ),
  },
});

export default createTraffic((visitor) => visit(visitor), { steps });

export { setup } from '../k6/traffic/accounts.ts';
export const handleSummary = createSummary({
  steps,
  firstLines: (metrics) => limitLines(metrics, { steps, maxP99Ms, vus }),
});
