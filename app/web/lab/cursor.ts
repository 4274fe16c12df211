import { signal } from '@preact/signals';
import type { Frame } from './frames.ts';

/** The time whose values all charts show; undefined for the last one. */
export const pointedAtMs = signal<number | undefined>(undefined);

/** The frame of that time: the one that isn't later, or the last. */
export function frameAt(frames: readonly Frame[], atMs: number | undefined): Frame | undefined {
  if (atMs === undefined) return frames.at(-1);
  return frames.findLast((frame) => frame.atMs <= atMs + 1) ?? frames[0];
}

/** Where a key leads to from `atMs`: a frame's time, undefined for the last; null for other keys. */
export function stepTo(
  key: string,
  frames: readonly Frame[],
  atMs: number | undefined,
): number | undefined | null {
  const frame = frameAt(frames, atMs);
  const index = frame ? frames.indexOf(frame) : -1;
  const to: Record<string, number> = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    PageDown: index - 10,
    PageUp: index + 10,
    Home: 0,
    End: frames.length - 1,
  };
  if (key === 'Escape') return undefined;
  const next = to[key];
  if (next === undefined) return null;
  return frames[Math.min(frames.length - 1, Math.max(0, next))]?.atMs;
}
