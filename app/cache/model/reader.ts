import { replaces, withPointer } from './claim.ts';
import { trusts } from './server.ts';
import { none, type Pointer, type Reader, type Rules, type State, type Steps } from './state.ts';

export const idleReader: Reader = {
  at: 'locate',
  generation: 0,
  acknowledged: 0,
  returned: 0,
  loaded: 0,
  claim: 'none',
  late: none,
};

type Take = (does: string, to: State, reader: Reader) => void;

/** Adds what reader `i` may do next. */
export function readerSteps(state: State, i: number, rules: Rules, steps: Steps): void {
  const reader = state.readers[i]!;
  const by = `reader ${i + 1}`;
  const take: Take = (does, to, changed) =>
    steps.push({ by, does, to: { ...to, readers: to.readers.with(i, changed) } });

  if (reader.late !== none && state.pointers[reader.late] === 'absent') {
    take('lease (late)', withPointer(state, reader.late, 'L:late'), { ...reader, late: none });
  }
  if (reader.at === 'locate' || reader.at === 'publish') locate(state, take);
  // It crashes, or was told to go around the cache: what it claimed stays behind.
  else take('gives up', state, idleReader);

  if (reader.at === 'getPointer') getPointer(state, reader, `L:${i + 1}`, rules, take);
  else if (reader.at === 'isUnlocked') isUnlocked(state, reader, rules, take);
  else if (reader.at === 'load') load(state, reader, rules, take);
  else if (reader.at === 'publish') publish(state, reader, `L:${i + 1}`, rules, take);
}

/** A read starts at any server that trusts what it knows, and so with the pointers of a generation. */
function locate(state: State, take: Take): void {
  const { acknowledged, returned } = state;
  const started = new Set<number>();
  for (const [at, server] of state.servers.entries()) {
    const { mode, pointers, generation } = state.rows[server.known]!;
    if (mode !== 'memcached' || pointers !== 'on' || !trusts(state, server)) continue;
    // From here on it doesn't matter which of the servers it is at.
    if (started.has(generation)) continue;
    started.add(generation);
    const reader = { ...idleReader, generation, acknowledged, returned, at: 'getPointer' } as const;
    take(`locate at server ${at + 1}: generation ${generation}`, state, reader);
  }
}

function getPointer(state: State, reader: Reader, own: Pointer, rules: Rules, take: Take): void {
  const { generation } = reader;
  const pointer = state.pointers[generation]!;
  if (typeof pointer === 'number') {
    take(`getPointer: returns ${pointer}`, answered(state, reader, pointer), idleReader);
  } else if (pointer === 'absent') {
    const unchecked = rules.shortcut === 'noLockCheck' || rules.shortcut === 'lockCheckAfterLoad';
    const at = unchecked ? 'load' : 'isUnlocked';
    // It will answer with what is committed when it loads: that can't be older than its start.
    const leased: Reader = { ...idleReader, generation, claim: 'held', at };
    take('lease', withPointer(state, generation, own), leased);
    take('lease: no answer', state, { ...idleReader, late: generation });
  }
}

function isUnlocked(state: State, reader: Reader, { shortcut }: Rules, take: Take): void {
  if (state.writers.some(({ locked }) => locked)) {
    take('isUnlocked: no', state, idleReader);
  } else {
    const at = shortcut === 'lockCheckAfterLoad' ? 'publish' : 'load';
    take('isUnlocked: yes', state, { ...reader, at });
  }
}

function load(state: State, reader: Reader, { shortcut }: Rules, take: Take): void {
  const at = shortcut === 'lockCheckAfterLoad' ? 'isUnlocked' : 'publish';
  const { version } = state;
  take(`load: returns ${version}`, answered(state, reader, version), {
    ...reader,
    at,
    loaded: version,
  });
}

function publish(state: State, reader: Reader, own: Pointer, rules: Rules, take: Take): void {
  const { generation, claim, loaded } = reader;
  const fills =
    rules.shortcut === 'fillWithSet' || replaces(claim, own, state.pointers[generation], rules);
  if (fills) take(`publish ${loaded}`, withPointer(state, generation, loaded), idleReader);
}

/** A read that started as `reader` did returns `version`: where both invariants are checked. */
function answered(state: State, reader: Reader, version: number): State {
  if (version < reader.acknowledged) return { ...state, violation: 'I1' };
  if (version < reader.returned) return { ...state, violation: 'I2' };
  return version > state.returned ? { ...state, returned: version } : state;
}

/** A read around the cache, at a server that trusts nothing: it may come at any time. */
export function bypassSteps(state: State, steps: Steps): void {
  if (state.returned === state.version) return;
  const to = { ...state, returned: state.version };
  steps.push({ by: 'a reader', does: `load, around the cache: returns ${state.version}`, to });
}
