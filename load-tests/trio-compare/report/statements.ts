import type { Comparison } from '../comparison.ts';
import { number } from '../numbers.ts';

/** What is to be said below the figures: whether the two counts of the hits agree. */
export function statements({ hitRates }: Comparison): string[] {
  return hitRates.map(({ set, k6, memcached, agree }) => {
    const counts = `${number(k6)} % by k6, ${number(memcached)} % by Memcached's own counters`;
    return `Hit rate of ${set} at Memcached: ${counts}; they ${agree ? 'agree within' : 'DISAGREE by more than'} 0.5 points.`;
  });
}
