import { setTimeout as delay } from 'node:timers/promises';
import type { Protocol } from '../../app/cache/pointer.ts';

/** Longer than others look again at a marked pointer, so they read and write in the meantime. */
const longestMs = 100;

/**
 * Delays a protocol's steps as a busy machine does: between a writer's marker and its commit, between a
 * reader's check of the lock and its load, and between a load or a commit and its publishing. It is
 * as right as before, and as wrong. `share` is the part of the steps that are delayed.
 */
export function heldUp(protocol: Protocol, share: number, random: () => number): Protocol {
  const holdUp = async () => {
    if (random() < share) await delay(random() * longestMs);
  };
  return {
    ...protocol,
    async mark(key) {
      const claim = await protocol.mark(key);
      await holdUp();
      return claim;
    },
    async isUnlocked(db, userId) {
      const free = await protocol.isUnlocked(db, userId);
      await holdUp();
      return free;
    },
    async publish(claim, version) {
      await holdUp();
      return protocol.publish(claim, version);
    },
  };
}
