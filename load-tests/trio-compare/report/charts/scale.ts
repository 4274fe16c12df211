/** From a value to a place in the picture, and where to put ticks. */
export interface Scale {
  at(value: number): number;
  ticks: number[];
}

type Range = [from: number, to: number];

/** From zero, or from the least value, to a round number above the greatest. */
export function linearScale([least, greatest]: Range, [from, to]: Range, count = 5): Scale {
  const span = greatest - least || Math.abs(greatest) || 1;
  const step = roundStep(span / count);
  const low = Math.floor(least / step) * step;
  const high = Math.ceil((least + span) / step - 1e-9) * step;
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, index) =>
    Number((low + index * step).toPrecision(12)),
  );
  return { at: (value) => from + ((value - low) / (high - low)) * (to - from), ticks };
}

/** Ticks at 1, 2 and 5, or at 1 alone over more than three decades. */
export function logScale([least, greatest]: Range, [from, to]: Range): Scale {
  const [low, high] = [Math.log10(least) - 0.04, Math.log10(greatest) + 0.04];
  const steps = high - low > 3 ? [1] : high - low > 0.6 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 8];
  const ticks: number[] = [];
  for (let decade = Math.floor(low); decade <= high; decade++) {
    for (const step of steps) {
      const tick = Number((step * 10 ** decade).toPrecision(3));
      if (Math.log10(tick) >= low && Math.log10(tick) <= high) ticks.push(tick);
    }
  }
  return { at: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from), ticks };
}

function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return power * ([1, 2, 5].find((each) => each * power >= step - 1e-12) ?? 10);
}
