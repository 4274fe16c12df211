import type { Fault } from '../fault.ts';
import { busDropped } from './bus-dropped.ts';
import { busSlow } from './bus-slow.ts';
import { memcachedCutForAll, memcachedCutForOne } from './memcached-cut.ts';
import { memcachedKilled } from './memcached-killed.ts';
import { memcachedStopped } from './memcached-stopped.ts';
import { pointersEvicted } from './pointers-evicted.ts';
import { postgresKilled, postgresRestarted } from './postgres-ended.ts';
import { serverKilled } from './server-killed.ts';
import { serverKilledBeforePublish } from './server-killed-before-publish.ts';
import { serverPaused } from './server-paused.ts';

/** Every fault there is; the switch of the mode goes on beside them all the time. */
export const faults: readonly Fault[] = [
  serverKilled,
  serverKilledBeforePublish,
  serverPaused,
  memcachedKilled,
  memcachedStopped,
  memcachedCutForOne,
  memcachedCutForAll,
  pointersEvicted,
  busDropped,
  busSlow,
  postgresRestarted,
  postgresKilled,
];
