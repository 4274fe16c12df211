/**
 * An explicit-state model checker. It searches breadth first, so the first violation found has a
 * shortest trace. Of a visited state it keeps the key and the origin: the number of the state
 * before, and which of that state's steps led here. A trace takes those steps again. Clarke,
 * Grumberg and Peled, "Model Checking" (1999), chapter 4.
 */
export interface System<S> {
  initial: S;
  /** All steps from a state; the same ones, in the same order, at each call. */
  steps(state: S): Step<S>[];
  /** What is wrong in a state, or undefined. */
  violation(state: S): string | undefined;
  /** States with equal keys have steps to states with equal keys, and the same violation. */
  key(state: S): string;
}

export interface Step<S> {
  /** Who takes it. */
  by: string;
  /** What is done. */
  does: string;
  to: S;
}

export interface Exploration<S> {
  /** Number of states with different keys; all reachable ones, where nothing is violated. */
  states: number;
  transitions: number;
  /** Number of steps to the farthest state. */
  depth: number;
  /** A shortest trace to a violation. */
  counterexample?: Counterexample<S>;
}

export interface Counterexample<S> {
  violation: string;
  steps: Step<S>[];
}

/** Limit of states. More would fill the memory: the system's bounds are wrong. */
const mostStates = 10_000_000;

/** Visits every reachable state, or stops at the first violation. */
export function explore<S>(system: System<S>): Exploration<S> {
  const { initial, violation, key } = system;
  const visited = new Set([key(initial)]);
  const origins: Origins = { parents: [-1], choices: [-1] };
  let level: Level<S> = { states: [initial], first: 0 };
  let found = violation(initial);
  let transitions = 0;
  let depth = 0;
  for (; !found; depth += 1) {
    const next = expand(system, level, visited, origins);
    transitions += next.transitions;
    found = next.found;
    if (!found && next.states.length === 0) return { states: visited.size, transitions, depth };
    if (visited.size > mostStates) throw new Error(`more than ${mostStates} states`);
    level = { states: next.states, first: level.first + level.states.length };
  }
  const steps = retrace(system, origins, visited.size - 1);
  return { states: visited.size, transitions, depth, counterexample: { violation: found, steps } };
}

/** The states at one distance from the initial state, and the number of the first. */
interface Level<S> {
  states: S[];
  first: number;
}

/** Takes all steps from a level to unvisited states. A violation is in the last of them. */
function expand<S>(system: System<S>, level: Level<S>, visited: Set<string>, origins: Origins) {
  const { steps, violation, key } = system;
  const states: S[] = [];
  let transitions = 0;
  for (const [offset, state] of level.states.entries()) {
    for (const [choice, { to }] of steps(state).entries()) {
      transitions += 1;
      const known = visited.size;
      visited.add(key(to));
      if (visited.size === known) continue;
      origins.parents.push(level.first + offset);
      origins.choices.push(choice);
      states.push(to);
      const found = violation(to);
      if (found) return { states, transitions, found };
    }
  }
  return { states, transitions };
}

/**
 * For each state, in the order of discovery: the state before it, and which of its steps led here.
 */
interface Origins {
  parents: number[];
  choices: number[];
}

function retrace<S>({ initial, steps }: System<S>, origins: Origins, last: number): Step<S>[] {
  const choices: number[] = [];
  for (let at = last; at > 0; at = origins.parents[at]!) choices.push(origins.choices[at]!);
  const trace: Step<S>[] = [];
  let state = initial;
  for (const choice of choices.reverse()) {
    const step = steps(state)[choice]!;
    trace.push(step);
    state = step.to;
  }
  return trace;
}
