/** A part of a run, with its own tag `step` in the summary. */
export interface Step {
  name: string;
  /** Visits a second at its beginning and at its end. */
  fromRate: number;
  toRate: number;
  durationMs: number;
}

/** The steps as stages of k6's ramping arrival rate, which may jump between two. */
export function stagesOf(steps: Step[]): { target: number; duration: string }[] {
  return steps.flatMap(({ fromRate, toRate, durationMs }, index) => {
    const before = steps[index - 1]?.toRate ?? fromRate;
    const stage = { target: toRate, duration: `${Math.round(durationMs)}ms` };
    return before === fromRate ? [stage] : [{ target: fromRate, duration: '0s' }, stage];
  });
}

/** Name of the step at this time after the beginning; the last one's after the end. */
export function stepAt(steps: Step[], elapsedMs: number): string | undefined {
  let endMs = 0;
  for (const { name, durationMs } of steps) {
    endMs += durationMs;
    if (elapsedMs < endMs) return name;
  }
  return steps.at(-1)?.name;
}
