/**
 * Confidence intervals for a mean over runs, and for a difference of two, from as few as three runs.
 *
 * The plain percentile bootstrap is far too narrow for so few. This is the symmetric studentized
 * bootstrap (bootstrap-t): Hall, "Theoretical comparison of bootstrap confidence intervals", Annals
 * of Statistics 16 (1988), and Efron & Tibshirani, "An introduction to the bootstrap" (1993),
 * ch. 12. Each resampled value is smoothed by a normal kernel whose variance is that of the mean
 * (Silverman & Young, Biometrika 74 (1987); the width that makes the resamples' variance unbiased:
 * Hesterberg, "Unbiasing the bootstrap" (2004)). Without it, resamples of few values are often
 * nearly constant, and their t is without bound: with five runs the interval is a quarter wider
 * for nothing, with three it is infinite.
 */
import { resampleCount, resamplesOf } from './resamples.ts';
import { mean, varianceOfMean } from './sample.ts';
import { select } from './select.ts';

export interface Estimate {
  value: number;
  /** 95 %. */
  interval: [low: number, high: number];
  /** Two-sided, against no difference; never less than 1 in 10,000. */
  p: number;
}

/** With fewer runs there is no interval. */
export const leastRuns = 3;

const confidence = 0.95;

/** The mean of a sample, at least `leastRuns` of it. */
export function estimateMean(values: number[]): Estimate {
  return estimate([values]);
}

/** The mean of the first sample less that of the second (Welch's standard error). */
export function estimateDifference(values: number[], others: number[]): Estimate {
  return estimate([values, others.map((value) => -value)]);
}

/** The sum of the samples' means. */
function estimate(samples: number[][]): Estimate {
  const value = sum(samples.map(mean));
  const error = Math.sqrt(sum(samples.map(varianceOfMean)));
  const scale = Math.max(...samples.flat().map(Math.abs));
  // Every run has the same value, but for the last bits: there is nothing to resample.
  if (error <= scale * 1e-12) {
    const isNothing = Math.abs(value) <= scale * 1e-12;
    return { value, interval: [value, value], p: isNothing ? 1 : 1 / (resampleCount + 1) };
  }
  const sizes = statisticsOf(samples);
  const width = select(sizes, Math.ceil(confidence * (resampleCount + 1)) - 1) * error;
  const observed = Math.abs(value) / error;
  const further = sizes.reduce((count, size) => count + (size >= observed ? 1 : 0), 0);
  const p = (1 + further) / (1 + resampleCount);
  return { value, interval: [value - width, value + width], p };
}

/** |t| of each resample. */
function statisticsOf(samples: number[][]): Float64Array {
  const shifts = new Float64Array(resampleCount);
  const variances = new Float64Array(resampleCount);
  samples.forEach((sample, which) => {
    addResamples(sample, which, shifts, variances);
  });
  return shifts.map((shift, index) => Math.abs(shift) / Math.sqrt(variances[index]!));
}

/** Adds what each resample's mean is off by, and the variance that the resample claims for it. */
function addResamples(
  sample: number[],
  which: number,
  shifts: Float64Array,
  variances: Float64Array,
): void {
  const size = sample.length;
  const { chosen, noise } = resamplesOf(size, which);
  const center = mean(sample);
  const centered = Float64Array.from(sample, (value) => value - center);
  const kernel = Math.sqrt(varianceOfMean(sample));
  for (let index = 0, draw = 0; index < resampleCount; index++) {
    let total = 0;
    let squares = 0;
    for (let place = 0; place < size; place++, draw++) {
      const value = centered[chosen[draw]!]! + kernel * noise[draw]!;
      total += value;
      squares += value * value;
    }
    shifts[index]! += total / size;
    variances[index]! += (squares - (total * total) / size) / (size - 1) / size;
  }
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
