import { setTimeout as delay } from 'node:timers/promises';
import type { Protocol } from '../../app/cache/pointer.ts';

/** Longer than others look again at a marked pointer, so that they go on, and read and write, meanwhile. */
const longestMs = 100;

/**
 * A protocol on a machine that is held up now and then between its steps: between a writer's marker
 * and its commit, between a reader's check of the lock and its load, and between a load or a commit
 * and its publishing. It is as right as before, and as wrong. `share` is how often.
 */
export function heldUp(protocol: Protocol, share: number): Protocol {
  const holdUp = async () => {
    if (Math.random() < share) await delay(Math.random() * longestMs);
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
