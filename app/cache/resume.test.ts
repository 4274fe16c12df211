import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bus } from '../../db/bus.ts';
import type { Pool } from '../../db/pool.ts';
import { never, until } from '../../testing/polling.ts';
import { openCacheState } from './state.ts';
import type { State } from './state-row.ts';

/**
 * A bus and a row that lose a connection at the very moment that is asked for, which no real ones
 * can be made to. The sequence was found by the model (`model/`, resumptionOutlivesConnection).
 */
function openPuppets(row: State) {
  const handlers = new Map<string, (payload: string) => void>();
  const ups: Array<() => void> = [];
  const downs: Array<() => void> = [];
  const puppets = { row, readMs: 0, isUp: false };
  const bus = {
    on: (channel: string, handler: (payload: string) => void) =>
      void handlers.set(channel, handler),
    onUp: (handler: () => void) => void ups.push(handler),
    onDown: (handler: () => void) => void downs.push(handler),
    start: async () => undefined,
    close: async () => undefined,
    async notify(channel: string, payload: string) {
      if (!puppets.isUp) throw new Error('down');
      setTimeout(() => puppets.isUp && handlers.get(channel)?.(payload), 1);
    },
  };
  const query = async () => {
    const state = puppets.row;
    await delay(puppets.readMs);
    return { rows: [{ state }] };
  };
  const change = (isUp: boolean, listeners: Array<() => void>) => {
    puppets.isUp = isUp;
    for (const listener of listeners) listener();
  };
  const goUp = () => change(true, ups);
  const goDown = () => change(false, downs);
  return { puppets, bus: bus as unknown as Bus, pool: { query } as unknown as Pool, goUp, goDown };
}

test('what was read before the connection was lost gives no trust after it', async (t) => {
  const on: State = {
    seq: 1,
    pointers: 'on',
    generation: 1,
    memcached: [],
    mode: 'memcached',
    reason: '',
    since: '',
  };
  const { puppets, bus, pool, goUp, goDown } = openPuppets(on);
  const options = { name: 'app-1', memcached: [], memcachedOptions: {}, onGeneration: () => {} };
  const state = await openCacheState({ ...options, bus, pool });
  t.after(() => state.close());
  puppets.readMs = 50;
  goUp();
  await delay(10);
  goDown();
  await delay(100);
  // A writer elsewhere, of which nobody here is told.
  puppets.row = { ...on, seq: 2, pointers: 'settling' };
  puppets.readMs = 2_000;
  goUp();
  await never('trust in what it read before', () => state.trusted() !== undefined, {
    forMs: 500,
    because: 'the earlier reading has ended by then, and the new one takes 2 s',
  });
  await until('it has', () => state.trusted()?.pointers === 'settling');
});
