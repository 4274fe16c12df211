import { BusyError } from './busy-error.ts';

/** As long as a statement may wait for a lock in Postgres, where the writer would wait otherwise. */
const patienceMs = 5_000;

/** Runs `work` once it is its turn for all of the keys. */
export type InTurn = <T>(keys: string[], work: () => Promise<T>) => Promise<T>;

/**
 * Lets one piece of work at a time through for each key, first come, first served. Rejects with a
 * BusyError after 5 s of waiting. Keys are taken in one order, so that two pieces of work that share
 * some keys never wait for each other.
 */
export function createTurns(): InTurn {
  /** Who waits for a key; a key that is absent is free. */
  const queues = new Map<string, Array<() => void>>();

  function pass(key: string): void {
    const next = queues.get(key)?.shift();
    if (next) next();
    else queues.delete(key);
  }

  return async function inTurn(keys, work) {
    const taken: string[] = [];
    try {
      for (const key of [...new Set(keys)].sort()) {
        const queue = queues.get(key);
        if (queue) await waitIn(queue);
        else queues.set(key, []);
        taken.push(key);
      }
      return await work();
    } finally {
      for (const key of taken) pass(key);
    }
  };
}

function waitIn(queue: Array<() => void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const start = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      queue.splice(queue.indexOf(start), 1);
      reject(new BusyError('Too many changes at once. Please try again.', { retrySoon: true }));
    }, patienceMs);
    queue.push(start);
  });
}
