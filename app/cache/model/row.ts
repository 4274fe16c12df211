import type { Row, Rules, State, Steps } from './state.ts';

/** Adds the changes of the row that any server may make at any time. */
export function rowSteps(state: State, rules: Rules, steps: Steps): void {
  if (!canChange(state, rules)) return;
  const now = present(state);
  const take = (does: string, from: State, change: Partial<Row>) =>
    steps.push({ by: 'a server', does, to: withRow(from, change) });

  if (now.pointers === 'on' && rules.turnedOffAtWill) {
    take('updateToSettling', state, { pointers: 'settling' });
  }
  if (now.pointers === 'settling') {
    const settled = endLeases(state, state.rows.length - 1);
    take('settled, updateToOff', settled, { pointers: 'off' });
  }
  if (now.pointers === 'off') updateToOn(state, rules, take);
  if (rules.modeSwitched) {
    const mode = now.mode === 'off' ? 'memcached' : 'off';
    take(`updateMode: ${mode}`, state, { mode });
  }
}

function updateToOn(
  state: State,
  { shortcut }: Rules,
  take: (does: string, from: State, change: Partial<Row>) => void,
): void {
  const { generation } = present(state);
  if (shortcut === 'onWithoutNewGeneration') {
    take('updateToOn', state, { pointers: 'on' });
  } else {
    const from: State = { ...state, pointers: [...state.pointers, 'absent'] };
    take('updateToOn', from, { pointers: 'on', generation: generation + 1 });
  }
}

/**
 * A writer of `generation` turns the pointers off. `row` is the index of the row that has to
 * settle; undefined if the generation has changed. `to` is undefined if the bound on changes is
 * reached.
 */
export function updateToSettling(
  state: State,
  generation: number,
  rules: Rules,
): { to?: State; row?: number } {
  const now = present(state);
  if (now.generation !== generation) return { to: state };
  if (now.pointers !== 'on') return { to: state, row: state.rows.length - 1 };
  if (!canChange(state, rules)) return {};
  const to = withRow(state, { pointers: 'settling' });
  return { to, row: to.rows.length - 1 };
}

/** The settling time since row `index` turned the pointers off is over. */
export function endLeases(state: State, index: number): State {
  if (state.rows[index]!.pointers !== 'settling') return state;
  let began = index;
  while (state.rows[began - 1]?.pointers === 'settling') began -= 1;
  return began > state.settled ? { ...state, settled: began } : state;
}

function present(state: State): Row {
  return state.rows.at(-1)!;
}

function canChange(state: State, { changes }: Rules): boolean {
  return state.rows.length <= changes;
}

function withRow(state: State, change: Partial<Row>): State {
  return { ...state, rows: [...state.rows, { ...present(state), ...change }] };
}
