/** Where one request's time went, in ms. It becomes the `Server-Timing` header. */
export interface Timing {
  startedAtMs: number;
  cacheMs: number;
  dbMs: number;
}

/** Starts the clock of a request. */
export function startTiming(): Timing {
  return { startedAtMs: performance.now(), cacheMs: 0, dbMs: 0 };
}

/** Runs `work` and adds its duration to one of the parts. */
export async function timed<T>(
  timing: Timing,
  part: 'cacheMs' | 'dbMs',
  work: () => Promise<T>,
): Promise<T> {
  const startedAtMs = performance.now();
  try {
    return await work();
  } finally {
    timing[part] += performance.now() - startedAtMs;
  }
}
