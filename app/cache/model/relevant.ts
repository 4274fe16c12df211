import { idleReader } from './reader.ts';
import {
  type Claim,
  none,
  type Reader,
  type Rules,
  type Server,
  type State,
  type Writer,
} from './state.ts';
import { idleWriter } from './writer.ts';

/**
 * Returns the state without what no step depends on any more, so that states that differ in nothing
 * else become one. key.slow.test.ts checks that all steps stay the same.
 */
export function relevant(state: State, rules: Rules): State {
  const seen = seenGenerations(state);
  const pointers = state.pointers.map((pointer, at) => (seen.has(at) ? pointer : 'absent'));
  // A claim on a lost item matters only where one item can be taken for another.
  const lost = rules.shortcut === 'casOnAnotherConnection' ? 'lost' : 'none';
  const usable = (claim: Claim, own: boolean) => (claim === 'held' && !own ? lost : claim);
  const late = (generation: number) => (seen.has(generation) ? generation : none);
  return {
    ...state,
    pointers,
    servers: state.servers.map(relevantServer),
    readers: state.readers.map((reader, i) => {
      const claim = usable(reader.claim, pointers[reader.generation] === `L:${i + 1}`);
      return relevantReader({ ...reader, claim, late: late(reader.late) }, rules);
    }),
    writers: state.writers.map((writer, i) => {
      const { generation } = state.rows[writer.row]!;
      const claim = usable(writer.claim, pointers[generation] === `Q:${i + 1}`);
      return relevantWriter({ ...writer, claim, late: late(writer.late) });
    }),
  };
}

/** The generations whose pointers a reader looks at now, or may look at later. */
function seenGenerations({ rows, readers, servers }: State): Set<number> {
  const seen = new Set([rows.at(-1)!.generation]);
  for (const { at, generation } of readers) if (at === 'getPointer') seen.add(generation);
  for (const server of servers) if (!readsAnew(server)) seen.add(rows[server.known]!.generation);
  return seen;
}

/** Whether a server will read the row before it acts on it. */
function readsAnew({ beating, resuming, outlived }: Server): boolean {
  return !beating && resuming !== 'state read' && outlived !== 'state read';
}

function relevantServer(server: Server): Server {
  return readsAnew(server) ? { ...server, known: 0 } : server;
}

/** A reader that has answered, and can't fill the pointer, equals one that has done nothing. */
function relevantReader(reader: Reader, { shortcut }: Rules): Reader {
  const { at, claim, late } = reader;
  const done = at === 'publish' && claim === 'none' && shortcut !== 'fillWithSet';
  return done ? { ...idleReader, late } : reader;
}

function relevantWriter(writer: Writer): Writer {
  const { at, claim, late } = writer;
  return at === 'idle' && claim === 'none' ? { ...idleWriter, late } : writer;
}
