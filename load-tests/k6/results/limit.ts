import type { Step } from '../settings/steps.ts';
import type { Metrics } from './report.ts';

export interface Limits {
  steps: Step[];
  maxP99Ms: number;
  /** Virtual users. */
  vus: number;
}

/**
 * The finding of a run that ramps up until it breaks: the highest rate at which a step held
 * throughout, and why the next one did not. A step holds when all of its visits began, 99 % of its
 * answers were right, and its p99 was below the limit.
 */
export function limitLines(metrics: Metrics, limits: Limits): string[] {
  const { steps } = limits;
  const reasons = steps.map((step) => whyNot(metrics, { step, limits }));
  const broken = reasons.findIndex((reason) => reason !== undefined);
  const rateOf = (index: number) => `${steps[index]?.toRate} visits/s`;
  if (broken < 0) {
    return [
      `HELD ${rateOf(steps.length - 1)}, the highest rate tried: the limit is above (RATE, STEPS)`,
    ];
  }
  const held = broken > 0 ? `HELD ${rateOf(broken - 1)}` : 'HELD nothing';
  return [`${held}; ${rateOf(broken)} did not hold: ${reasons[broken]}`];
}

function whyNot(
  metrics: Metrics,
  { step, limits }: { step: Step; limits: Limits },
): string | undefined {
  const valuesOf = (metric: string) => metrics[`${metric}{step:${step.name}}`]?.values ?? {};
  const p99 = valuesOf('trio_time')['p(99)'] ?? 0;
  const { passes = 0, fails = 0 } = valuesOf('checks');
  const begun = valuesOf('trio_visits').count ?? 0;
  // Tolerates 1 %, and two visits at its ends, that begin a moment late, in the step after.
  const planned = (step.toRate * step.durationMs) / 1_000;
  if (p99 >= limits.maxP99Ms)
    return `p99 ${Math.round(p99)} ms, the limit is ${limits.maxP99Ms} ms`;
  if (fails > 0.01 * (passes + fails)) return `${fails} of ${passes + fails} answers were wrong`;
  if (begun >= planned * 0.99 - 2) return undefined;
  const dropped = metrics['dropped_iterations{scenario:measured}']?.values.count ?? 0;
  if (dropped > 0) return `all ${limits.vus} virtual users were busy (VUS)`;
  return 'the run ended before';
}
