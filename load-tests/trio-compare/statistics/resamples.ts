import { createRandom, normal } from './random.ts';

/** One less than a round number, so that 5 % of the statistics and the observed one are whole. */
export const resampleCount = 9_999;

/** The choices that all resamples of a sample of one size are made by. */
export interface Resamples {
  /** For each resample and place, which value is taken. */
  chosen: Uint16Array;
  /** And the standard normal variate that smooths it. */
  noise: Float64Array;
}

const made = new Map<string, Resamples>();

/**
 * The same choices for every sample of this size, so that a comparison is the same each time it is
 * made. `which` tells apart two samples that are resampled together.
 */
export function resamplesOf(size: number, which: number): Resamples {
  const key = `${size} ${which}`;
  const known = made.get(key);
  if (known) return known;
  const random = createRandom(1843 + 7919 * size + which);
  const draws = resampleCount * size;
  const resamples: Resamples = {
    chosen: Uint16Array.from({ length: draws }, () => Math.floor(random() * size)),
    noise: Float64Array.from({ length: draws }, () => normal(random)),
  };
  made.set(key, resamples);
  return resamples;
}
