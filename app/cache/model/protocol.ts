import type { System } from './explore.ts';
import { keyOf } from './key.ts';
import { memcachedSteps } from './memcached.ts';
import { bypassSteps, idleReader, readerSteps } from './reader.ts';
import { rowSteps } from './row.ts';
import { serverSteps, trustingServer } from './server.ts';
import type { Rules, State, Steps } from './state.ts';
import { idleWriter, writerSteps } from './writer.ts';

/**
 * The pointer protocol of the folder above, as a system that can be explored exhaustively: one
 * user's version, its pointers, and everyone who touches them. A step has the name of the function
 * that takes it in the code; who changes one changes the other.
 *
 * **What must hold**, checked at the return of each read:
 * - I1: it is not older than any write that was acknowledged before the read started.
 * - I2: it is not older than what any read had returned before this one started.
 *
 * **Who takes steps**
 * - Readers (`reader.ts`; code: read.ts, pointer.ts): locate, getPointer, lease, isUnlocked, load,
 *   publish. They begin again without end.
 * - Writers (`writer.ts`; code: write.ts): begin, raiseAndAnnounce, mark, or
 *   updateToSettling and settled in its place, commit, acknowledge, publish. Again without end.
 * - Servers (`server.ts`; code: membership.ts, state.ts, db/bus.ts): hear, apply, and after the loss
 *   of the listening connection start, selectState, resume.
 * - Any server (`row.ts`; code: transitions.ts, state-row.ts): the changes of the row cache_state.
 * - Memcached (`memcached.ts`): evict, restart.
 *
 * **What can go wrong.** Readers and writers crash at every step, which releases a writer's lock. A
 * `lease` or `mark` that timed out runs later, once, or never; a `publish` too, as nobody needs its
 * answer. An item is evicted or expires at any time; a restart empties Memcached, cuts all its
 * connections and what is under way on them, and its CAS ids begin again. Notifications are late
 * for each server on its own, in the order of the commits, and lost while its connection is.
 *
 * **What is left out, and why that hides nothing**
 * - *Bodies.* They never change, so a read that is told a version returns that version; a load
 *   returns the one that is committed at that moment.
 * - *CAS ids.* While Memcached runs they are unique, so one matches exactly if the item is still the
 *   claim's own. After a restart the items of other users move the counter too, so that an old id
 *   may match any item: what is tried with it (in one wrong variant only) may succeed or fail.
 * - *Time.* A step may come at any time after the one before. Two clocks matter. Items expire: as
 *   they may be evicted anyway. The trust lease: it is stamped with the row that was present when
 *   its heartbeat was sent, and where a change settles, all leases with older stamps end. In the
 *   code each of them has run out by then, as it was sent before the change was committed and lasts
 *   1 s, and settling takes 1.25 s; in the model they last up to that very moment. A lease that runs
 *   out earlier only takes steps away.
 * - *Which heartbeat is back.* One that is back was sent when the server had still to be told of the
 *   next change or none: at the latest right before that was committed. `hear` always stamps that
 *   latest moment, because a later stamp allows all that an earlier one does.
 * - *Waiting for answers.* A read returns when it has loaded, and a write is acknowledged, while
 *   their `publish` is under way. Earlier returns make both invariants harder to keep.
 * - *Reads around the cache* are one step, at any time: what they load is no older than their start.
 * - *A row that a writer has read* is taken in by its server as a notification that came at once.
 * - *release*, and a rollback: the eviction of one's own claim, and a crash.
 * - *Whether all reach Memcached* before `updateToOn`: it comes at any time; that is about speed.
 *
 * **Taken for granted**, and so to be kept by the code: there is one listening connection at a time,
 * its loss is told before another one listens, and a resumption ends with the connection it belongs to.
 *
 * **Not modelled**: several users in one write, whose locks are taken in order and whose pointers
 * have nothing to do with each other; several Memcached servers, as a key is at one of them, and
 * another list comes with another generation; an `updateGeneration` while the pointers are off; what
 * README.md calls outside the promise; and further reads of one request that share its look at the
 * version, which count as one read, from the request's start.
 *
 * Returns the protocol under `rules`, ready to be explored.
 */
export function protocol(rules: Rules): System<State> {
  return {
    initial: {
      version: 1,
      acknowledged: 1,
      returned: 1,
      pointers: ['absent'],
      rows: [{ pointers: 'on', generation: 0, mode: 'memcached' }],
      settled: 0,
      readers: Array.from({ length: rules.readers }, () => idleReader),
      writers: Array.from({ length: rules.writers }, () => idleWriter),
      servers: Array.from({ length: rules.servers }, () => trustingServer),
    },
    steps(state) {
      const steps: Steps = [];
      for (const at of state.readers.keys()) readerSteps(state, at, rules, steps);
      for (const at of state.writers.keys()) writerSteps(state, at, rules, steps);
      for (const at of state.servers.keys()) serverSteps(state, at, rules, steps);
      rowSteps(state, rules, steps);
      memcachedSteps(state, rules, steps);
      bypassSteps(state, steps);
      return steps;
    },
    violation: (state) => state.violation,
    key: (state) => keyOf(state, rules),
  };
}
