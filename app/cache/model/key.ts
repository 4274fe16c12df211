import { relevant } from './relevant.ts';
import { none, type Reader, type Rules, type Server, type State, type Writer } from './state.ts';

/**
 * The key of a state, equal for states that behave alike:
 *
 * - What can't matter any more is left out (`relevant.ts`).
 * - Versions are written as ranks among all versions in the state. The steps compare them for
 *   equality and the invariants for order; both are the same among ranks. So any number of writes
 *   is explored, not just the first few.
 * - Readers, writers and servers are each sorted: they differ in nothing but their names. Whose a
 *   marker in the pointer is, is written with the process that has the claim; where none has, it is
 *   in the way of all alike.
 */
export function keyOf(whole: State, rules: Rules): string {
  const state = relevant(whole, rules);
  const rank = ranks(state);
  const codes = [rank(state.version), rank(state.acknowledged), rank(state.returned)];
  codes.push(state.settled, state.rows.length);
  for (const { pointers, generation, mode } of state.rows) {
    codes.push(phases.indexOf(pointers) + 3 * generation + (mode === 'off' ? 100 : 0));
  }
  for (const pointer of state.pointers) {
    if (pointer === 'absent') codes.push(0);
    else codes.push(typeof pointer === 'number' ? 2 + rank(pointer) : 1);
  }
  return [
    state.violation ?? '',
    String.fromCharCode(...codes),
    ...state.readers.map((reader) => ofReader(reader, rank)).sort(),
    ...state.writers.map((writer) => ofWriter(writer, rank)).sort(),
    ...state.servers.map(ofServer).sort(),
  ].join('');
}

type Rank = (version: number) => number;

const phases = ['on', 'settling', 'off'];
const claims = ['none', 'held', 'cut', 'lost'];
const readerSteps = ['locate', 'getPointer', 'isUnlocked', 'load', 'publish'];
const writerSteps = [
  'idle',
  'begin',
  'raiseAndAnnounce',
  'mark',
  'updateToSettling',
  'settled',
  'commit',
  'acknowledge',
];
const resumingSteps = ['not', 'listening', 'state read'];

function ofReader(reader: Reader, rank: Rank): string {
  const { at, generation, acknowledged, returned, loaded, claim, late } = reader;
  return String.fromCharCode(
    readerSteps.indexOf(at) + 8 * claims.indexOf(claim),
    generation + 8 * (late - none),
    rank(acknowledged) + 8 * rank(returned),
    rank(loaded),
  );
}

function ofWriter({ at, locked, row, version, claim, late }: Writer, rank: Rank): string {
  return String.fromCharCode(
    writerSteps.indexOf(at) + 8 * claims.indexOf(claim),
    (locked ? 1 : 0) + 2 * (late - none),
    row,
    rank(version),
  );
}

function ofServer(server: Server): string {
  const { bus, known, notified, lease, beating, resuming, outlived } = server;
  return String.fromCharCode(
    (bus === 'down' ? 0 : 1) + (beating ? 2 : 0),
    known + 16 * notified,
    lease - none,
    resumingSteps.indexOf(resuming) + 4 * resumingSteps.indexOf(outlived),
  );
}

/** Numbers the versions that occur in a state, from 1 for the oldest; 0 stays for none. */
function ranks(state: State): Rank {
  let present = bit(0) | bit(state.version) | bit(state.acknowledged) | bit(state.returned);
  for (const pointer of state.pointers) if (typeof pointer === 'number') present |= bit(pointer);
  for (const { acknowledged, returned, loaded } of state.readers) {
    present |= bit(acknowledged) | bit(returned) | bit(loaded);
  }
  for (const { version } of state.writers) present |= bit(version);
  return (version) => ones(present & (bit(version) - 1));
}

function bit(version: number): number {
  if (version > 30) throw new RangeError('a shortest way with more than 30 writes');
  return 1 << version;
}

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
