import { type ReadonlySignal, signal } from '@preact/signals';
import { trouble } from './connection.ts';
import { ApiError, isTemporary } from './problem.ts';

/** Something read from the server, kept while it is shown. */
export interface Resource<T> {
  readonly value: ReadonlySignal<T | undefined>;
  readonly problem: ReadonlySignal<ApiError | undefined>;
  readonly loading: ReadonlySignal<boolean>;
  /** Reads again. Calls during a read are collapsed into one more read after it. */
  refresh(): Promise<void>;
  /** Aborts the read and the retries in progress; what was read stays. */
  stop(): void;
}

const longestWaitMs = 30_000;

/**
 * A resource over `load`. A failure that passes by itself (no answer, 503) is retried after the
 * server's Retry-After, or after 1, 2, 4 ... 30 s; others stay in `problem` until the next refresh.
 */
export function createResource<T>(load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const value = signal<T | undefined>(undefined);
  const problem = signal<ApiError | undefined>(undefined);
  const loading = signal(false);
  let controller = new AbortController();
  let running: Promise<void> | undefined;
  let again = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function run(): Promise<void> {
    const { signal } = controller;
    do {
      again = false;
      try {
        value.value = await load(signal);
        problem.value = undefined;
        trouble.value = undefined;
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof ApiError)) throw error;
        fail(error);
      }
    } while (again && !signal.aborted);
  }

  function fail(error: ApiError): void {
    problem.value = error;
    if (!isTemporary(error)) return;
    const waitMs = error.retryAfterMs ?? Math.min(longestWaitMs, 1000 * 2 ** failures++);
    trouble.value = { problem: error, retryAtMs: Date.now() + waitMs };
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), waitMs);
  }

  function refresh(): Promise<void> {
    clearTimeout(timer);
    again = running !== undefined;
    if (running) return running;
    loading.value = true;
    const mine = run().finally(() => {
      if (running !== mine) return;
      running = undefined;
      loading.value = false;
    });
    running = mine;
    return mine;
  }

  function stop(): void {
    clearTimeout(timer);
    controller.abort();
    controller = new AbortController();
    running = undefined;
    loading.value = false;
  }

  return { value, problem, loading, refresh, stop };
}
