import { replaces, withPointer } from './claim.ts';
import { endLeases, updateToSettling } from './row.ts';
import {
  none,
  type Rules,
  type Shortcut,
  type State,
  type Steps,
  type Writer,
  type WriterStep,
} from './state.ts';

const rightOrder: WriterStep[] = ['begin', 'raiseAndAnnounce', 'mark', 'commit', 'acknowledge'];

const wrongOrders: Partial<Record<Shortcut, WriterStep[]>> = {
  markBeforeLock: ['raiseAndAnnounce', 'mark', 'begin', 'commit', 'acknowledge'],
  stateReadBeforeLock: ['raiseAndAnnounce', 'begin', 'mark', 'commit', 'acknowledge'],
  markAfterCommit: ['begin', 'raiseAndAnnounce', 'commit', 'mark', 'acknowledge'],
  noMarker: ['begin', 'raiseAndAnnounce', 'commit', 'acknowledge'],
};

export const idleWriter: Writer = {
  at: 'idle',
  locked: false,
  row: 0,
  version: 0,
  claim: 'none',
  late: none,
};

type Take = (does: string, to: State, writer: Writer) => void;

/** Adds what writer `i` may do next. */
export function writerSteps(state: State, i: number, rules: Rules, steps: Steps): void {
  const writer = state.writers[i]!;
  const by = `writer ${i + 1}`;
  const take: Take = (does, to, changed) =>
    steps.push({ by, does, to: { ...to, writers: to.writers.with(i, changed) } });
  const { generation } = state.rows[writer.row]!;

  if (writer.late !== none) {
    const to = withPointer(state, writer.late, 'Q:late');
    take('mark (late)', to, { ...writer, late: none });
  }
  if (
    writer.version > 0 &&
    replaces(writer.claim, `Q:${i + 1}`, state.pointers[generation], rules)
  ) {
    const to = withPointer(state, generation, writer.version);
    take(`publish ${writer.version}`, to, { ...writer, claim: 'none' });
  }
  if (writer.at !== 'idle') take('crash', state, crashed(writer, generation));

  const order = wrongOrders[rules.shortcut!] ?? rightOrder;
  const step = writer.at === 'idle' ? order[0]! : writer.at;
  const before = writer.at === 'idle' ? idleWriter : writer;
  const next: Writer = { ...before, at: order[order.indexOf(step) + 1] ?? 'idle' };
  forward(state, { i, step, next, order, rules, take });
}

/** Its lock is released, and what was not committed is rolled back; what was sent may still arrive. */
function crashed(writer: Writer, generation: number): Writer {
  if (writer.version > 0) return { ...writer, at: 'idle' };
  return writer.at === 'mark'
    ? { ...idleWriter, late: generation }
    : { ...idleWriter, late: writer.late };
}

interface Move {
  i: number;
  step: WriterStep;
  /** The writer after this step, where that is not the step's own business. */
  next: Writer;
  order: WriterStep[];
  rules: Rules;
  take: Take;
}

function forward(state: State, move: Move): void {
  const { step, next, take } = move;
  switch (step) {
    case 'begin':
      if (!state.writers.some(({ locked }) => locked)) take(step, state, { ...next, locked: true });
      break;
    case 'raiseAndAnnounce':
      raiseAndAnnounce(state, move);
      break;
    case 'mark':
      mark(state, move);
      break;
    case 'updateToSettling':
      turnOff(state, move);
      break;
    case 'settled':
      take(step, endLeases(state, next.row), afterMark(move));
      break;
    case 'commit': {
      const version = state.version + 1;
      const to = { ...state, version };
      take(`commit ${version}`, to, { ...next, version, locked: false });
      break;
    }
    case 'acknowledge':
      take(step, { ...state, acknowledged: Math.max(state.acknowledged, next.version) }, next);
  }
}

/** Where a writer goes on that needs no marker. */
function afterMark({ next, order }: Move): Writer {
  return { ...next, at: order[order.indexOf('mark') + 1]! };
}

function raiseAndAnnounce(state: State, move: Move): void {
  const { rules, next, take } = move;
  const row = state.rows.length - 1;
  const { pointers, mode } = state.rows[row]!;
  const reads = { ...move, next: { ...next, row } };
  const does = `raiseAndAnnounce: pointers are ${pointers}`;
  const stopped = rules.shortcut === 'switchStopsMarkers' && mode === 'off';
  if (pointers === 'on' && !stopped) take(does, state, reads.next);
  else if (pointers === 'settling' && rules.shortcut !== 'commitBeforeSettled') {
    take(does, state, { ...afterMark(reads), at: 'settled' });
  } else take(does, state, afterMark(reads));
}

/** Confirmed, or not: then it was never sent, or its answer was lost, or it runs late. */
function mark(state: State, { i, next, take }: Move): void {
  const { generation } = state.rows[next.row]!;
  take('mark', withPointer(state, generation, `Q:${i + 1}`), { ...next, claim: 'held' });
  take('mark: no answer', state, { ...next, at: 'updateToSettling', late: generation });
}

function turnOff(state: State, move: Move): void {
  const { next, rules, take } = move;
  const { generation } = state.rows[next.row]!;
  const { to, row } = updateToSettling(state, generation, rules);
  // The bound on changes is reached: this writer is explored no further.
  if (!to) return;
  const settles = row !== undefined && rules.shortcut !== 'commitBeforeSettled';
  const writer: Writer = settles ? { ...next, at: 'settled', row } : afterMark(move);
  take('updateToSettling', to, writer);
}
