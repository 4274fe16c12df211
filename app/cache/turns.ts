import { Problem } from '../http/problem.ts';

/** As long as a statement in Postgres may take, which is where it would wait otherwise. */
const patienceMs = 5_000;

/** Runs `work` once it is its turn for all of the keys. */
export type InTurn = <T>(keys: string[], work: () => Promise<T>) => Promise<T>;

/**
 * Lets one piece of work at a time through for each key, in the order of coming; 503 where that takes
 * too long. Keys are taken in one order, so that two that share some never wait for each other.
 */
export function createTurns(): InTurn {
  /** Who waits for a key; a key that is absent is free. */
  const queues = new Map<string, Array<() => void>>();

  async function take(key: string): Promise<void> {
    const queue = queues.get(key);
    if (queue) await waitIn(queue);
    else queues.set(key, []);
  }

  function pass(key: string): void {
    const next = queues.get(key)?.shift();
    if (next) next();
    else queues.delete(key);
  }

  return async function inTurn(keys, work) {
    const taken: string[] = [];
    try {
      for (const key of [...new Set(keys)].sort()) {
        await take(key);
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
      const headers = { 'Retry-After': '1' };
      reject(new Problem(503, 'Too many changes at once. Please try again.', { headers }));
    }, patienceMs);
    queue.push(start);
  });
}
