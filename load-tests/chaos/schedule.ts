import { createRandom } from '../seed/random.ts';
import type { Fault } from './fault.ts';

/** One fault after a calm, or two: the second begins while the first may still last. */
export interface Step {
  calmMs: number;
  faults: { fault: Fault; seed: number; afterMs: number }[];
}

const calmMs = { from: 300, to: 1_500 };
/** Probability of a second fault, and its maximum delay. */
const pairShare = 0.4;
const latestMs = 2_500;

/**
 * Returns each fault once, in an order, in pairs and with seeds that depend on `seed` alone. Two
 * faults of one part are never in one step.
 */
export function scheduleOf(faults: readonly Fault[], seed: number): Step[] {
  const random = createRandom(seed);
  // Faults that need another one choose first.
  const left = shuffled(faults, random).sort(
    (a, b) => Number(Boolean(b.goesWith)) - Number(Boolean(a.goesWith)),
  );
  const steps: Step[] = [];
  while (left.length > 0) {
    const first = left.shift()!;
    const partner = left.findIndex(({ part }) =>
      first.goesWith ? part === first.goesWith : part !== first.part,
    );
    const hasCompany = partner >= 0 && (first.goesWith || random() < pairShare);
    const chosen = hasCompany ? [first, ...left.splice(partner, 1)] : [first];
    steps.push({
      calmMs: calmMs.from + random() * (calmMs.to - calmMs.from),
      faults: chosen.map((fault, place) => ({
        fault,
        seed: Math.floor(random() * 2 ** 31),
        afterMs: place * random() * latestMs,
      })),
    });
  }
  return shuffled(steps, random);
}

/** Fisher and Yates. */
function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}
