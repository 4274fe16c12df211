/**
 * Zipf's law for `count` things: the probability of rank r (from 0, the most popular) is
 * proportional to 1 / (r + 1)^exponent. Few accounts get most of the visits, as in real traffic.
 */
export interface Zipf {
  /** The chance of each rank; they add up to 1. */
  chances: number[];
  /** The rank for a random number from 0 to below 1. */
  rank: (random: number) => number;
}

export function createZipf(count: number, exponent = 1): Zipf {
  const weights = Array.from({ length: count }, (_, rank) => (rank + 1) ** -exponent);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const chances = weights.map((weight) => weight / total);
  let sum = 0;
  const upTo = chances.map((chance) => {
    sum += chance;
    return sum;
  });
  return { chances, rank: (random) => firstAbove(upTo, random) };
}

/** The index of the first limit above the value, by halving; the last one where none is. */
function firstAbove(limits: number[], value: number): number {
  let low = 0;
  let high = limits.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((limits[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
