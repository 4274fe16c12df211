import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface EventLoop {
  /** How late timers were in the last second, p99 in ms. It changes once a second, whoever asks. */
  delayMs(): number;
  close(): void;
}

/** How often it looks; each look is that much later than the one before, when nothing is in its way. */
const resolutionMs = 10;
const sampleMs = 1_000;

/** Begins to watch how long this process keeps its events waiting. */
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
