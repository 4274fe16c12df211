import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface EventLoop {
  /** Delay of timers in the last second: p99 in ms. It changes once a second. */
  delayMs(): number;
  close(): void;
}

/** Sampling interval; exact when the loop is idle. */
const resolutionMs = 10;
const sampleMs = 1_000;

/** Starts to sample the delay of this process's event loop. */
export function watchEventLoop(): EventLoop {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  let delayMs = 0;
  const timer = setInterval(() => {
    delayMs = Math.max(0, histogram.percentile(99) / 1e6 - resolutionMs);
    histogram.reset();
  }, sampleMs);
  timer.unref();
  return {
    delayMs: () => delayMs,
    close() {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
