import { createRandom } from '../seed/random.ts';

/** One run to make: the set's index, and its round. */
export interface Planned {
  set: number;
  round: number;
}

/**
 * Every set once in each round, in a new random order: drift over time (other work, temperature,
 * growing data) meets all sets alike.
 */
export function planRuns(sets: number, rounds: number, seed: number): Planned[] {
  const random = createRandom(seed);
  return Array.from({ length: rounds }, (_, index) =>
    shuffled(sets, random).map((set) => ({ set, round: index + 1 })),
  ).flat();
}

/** The numbers from 0 to below `count` in random order (Fisher and Yates). */
export function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  return order;
}
