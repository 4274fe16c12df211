/** A part of a run, told apart in the summary by the tag `step`. */
export interface Step {
  name: string;
  /** Visits begun in a second, at its beginning and at its end. */
  fromRate: number;
  toRate: number;
  durationMs: number;
}

/** The steps one after the other, for k6's ramping arrival rate; between rates it may jump. */
export function stagesOf(steps: Step[]): { target: number; duration: string }[] {
  return steps.flatMap(({ fromRate, toRate, durationMs }, index) => {
    const before = steps[index - 1]?.toRate ?? fromRate;
    const stage = { target: toRate, duration: `${Math.round(durationMs)}ms` };
    return before === fromRate ? [stage] : [{ target: fromRate, duration: '0s' }, stage];
  });
}

/** The name of the step under way so long after the beginning; the last one's after the end. */
export function stepAt(steps: Step[], elapsedMs: number): string | undefined {
  let endMs = 0;
  for (const { name, durationMs } of steps) {
    endMs += durationMs;
    if (elapsedMs < endMs) return name;
  }
  return steps.at(-1)?.name;
}
