import type { Counterexample } from './explore.ts';
import type { State } from './state.ts';

/**
 * A counterexample in text: a line for each step, with the committed version and the pointers after
 * it.
 */
export function traceLines({ violation, steps }: Counterexample<State>): string[] {
  const lines = steps.map(({ by, does, to }) =>
    [by.padEnd(10), does.padEnd(49), `committed ${to.version}`, `pointer ${pointersOf(to)}`].join(
      '  ',
    ),
  );
  return [...lines, `${violation} is violated: ${meaning[violation]}`];
}

const meaning: Record<string, string> = {
  I1: 'the read started after a newer version was acknowledged',
  I2: 'the read started after a newer version was returned',
};

/** One for each generation, the present one last. */
function pointersOf({ pointers }: State): string {
  return pointers.join(', ');
}
