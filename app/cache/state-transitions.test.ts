import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bus } from '../../db/bus.ts';
import type { Pool } from '../../db/pool.ts';
import { openCacheState } from './state.ts';
import type { State } from './state-row.ts';

const bus = { on() {}, onUp() {}, onDown() {} } as unknown as Bus;

function stateOf(seq: number, pointers: State['pointers'], generation: number): State {
  return { seq, pointers, generation, memcached: [], mode: 'local', reason: '', since: '' };
}

/** Whether a server in the first state takes in the second one. */
async function isApplied(before: State, after: State): Promise<boolean> {
  const pool = { query: async () => ({ rows: [{ state: before }] }) } as unknown as Pool;
  const options = { name: 'app-1', memcached: [], memcachedOptions: {}, onGeneration() {} };
  const state = await openCacheState({ ...options, bus, pool });
  try {
    state.apply(after);
    return state.current() === after;
  } finally {
    state.close();
  }
}

const pointers = ['on', 'settling', 'off'] as const;

/** Generation 1 to generation 1 or 2. The pointers may stay as they are: the mode has changed. */
const steps = ['on settling 1', 'settling off 1', 'off on 2', 'off off 2'];

for (const from of pointers) {
  for (const to of pointers) {
    for (const generation of [1, 2]) {
      const isStep =
        steps.includes(`${from} ${to} ${generation}`) || (from === to && generation === 1);
      test(`${from}(1) to ${to}(${generation}) ${isStep ? 'is a step' : 'throws'}`, async () => {
        const applied = isApplied(stateOf(7, from, 1), stateOf(8, to, generation));
        if (isStep) assert.equal(await applied, true);
        else await assert.rejects(applied, /no step leads from/);
      });
    }
  }
}

test('a server that missed changes takes in whatever later state there is', async () => {
  assert.equal(await isApplied(stateOf(7, 'on', 1), stateOf(12, 'settling', 3)), true);
});

test('an older generation with a newer number throws, and an older number changes nothing', async () => {
  await assert.rejects(isApplied(stateOf(7, 'on', 2), stateOf(9, 'on', 1)), /no step leads from/);
  assert.equal(await isApplied(stateOf(7, 'on', 2), stateOf(6, 'off', 1)), false);
});
