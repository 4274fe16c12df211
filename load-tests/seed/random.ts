/**
 * Returns numbers from 0 to below 1, the same for the same seed (mulberry32, by Tommy Ettinger): good
 * enough to choose what to do, not to keep a secret.
 */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of the items, each with the same chance. */
export function pick<Item>(items: readonly Item[], random: () => number): Item {
  if (items.length === 0) throw new Error('there is nothing to pick from');
  return items[Math.floor(random() * items.length)] as Item;
}
