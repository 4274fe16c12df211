import { deltasBetween, type Frame, frameBetween, type Look } from './frames.ts';
import { labelsBetween, type Marker } from './markers.ts';
import { type Rates, ratesOf } from './rates.ts';

/** The reports of the last minutes. */
export interface History {
  last: Look | undefined;
  /** The newest last; an empty one where nothing is known. */
  frames: readonly Frame[];
  markers: readonly Marker[];
  /** Each server's rates now. */
  rates: ReadonlyMap<string, Rates>;
}

export const keptMs = 300_000;

/**
 * Minimum time between two frames. Closer reports, one of them extra, would say little of a second.
 */
const shortestMs = 600;
/** Maximum time. After a longer silence the difference would span many seconds, and is left out. */
const longestMs = 4_000;

export const emptyHistory: History = {
  last: undefined,
  frames: [],
  markers: [],
  rates: new Map(),
};

/** Returns the history with one more report, without frames and markers older than five minutes. */
export function extend(history: History, now: Look): History {
  const { last } = history;
  if (!last) return { ...history, last: now };
  const elapsedMs = now.atMs - last.atMs;
  if (elapsedMs < shortestMs) return history;
  const isGap = elapsedMs > longestMs;
  const frame = isGap ? { atMs: now.atMs, figures: {} } : frameBetween(last, now);
  const markers = labelsBetween(last.lab, now.lab).map((label) => ({ atMs: now.atMs, label }));
  const isKept = ({ atMs }: { atMs: number }) => now.atMs - atMs <= keptMs;
  return {
    last: now,
    frames: [...history.frames, frame].filter(isKept),
    markers: [...history.markers, ...markers].filter(isKept),
    rates: isGap ? new Map() : ratesOf(deltasBetween(last.lab, now.lab)),
  };
}
