import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 10;

/** Waits until `condition` holds; throws with `what` after the deadline. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  deadlineMs = 10_000,
): Promise<void> {
  const lastMs = performance.now() + deadlineMs;
  while (!(await condition())) {
    if (performance.now() > lastMs) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await delay(pollMs);
  }
}

/** Polls until the values are equal; throws with the last one seen after 10 s. */
export async function untilEqual<T>(
  what: string,
  read: () => Promise<T>,
  expected: T,
): Promise<void> {
  let seen: string | undefined;
  const wanted = JSON.stringify(expected);
  const isEqual = async () => {
    seen = JSON.stringify(await read());
    return seen === wanted;
  };
  await until(what, isEqual).catch((cause) => {
    throw new Error(`${what}: ${seen} instead of ${wanted}`, { cause });
  });
}

interface Absence {
  /** How long it is waited for. */
  forMs: number;
  /** Why that is long enough. */
  because: string;
}

/** Waits for something that must not happen; throws at once when it happens. */
export async function never(
  what: string,
  happens: () => boolean | Promise<boolean>,
  { forMs, because }: Absence,
): Promise<void> {
  const lastMs = performance.now() + forMs;
  while (performance.now() < lastMs) {
    if (await happens()) throw new Error(`${what}, within ${forMs} ms (${because})`);
    await delay(pollMs);
  }
}
