import { z } from 'zod';
import { modes } from '../cache/mode.ts';

export const CacheSwitch = z.strictObject({ mode: z.enum(modes) });

export const ServerSwitch = z.strictObject({ running: z.boolean() });

/**
 * How many reads took how long: pairs of a bucket and its count, those that aren't empty. Below 16 the
 * bucket is the time in µs; from there on, bucket b is of the times from (16 + b % 16) * 2^(b/16 - 1)
 * µs on (b/16 rounded down), and as wide as that power.
 */
const Latency = z.array(z.tuple([z.int(), z.int()]));

/** What one server counted since it started; reads that could be cached are hits, misses or bypasses. */
export const ServerCounters = z.object({
  name: z.string(),
  up: z.boolean(),
  /** Whether it is about to stop: it still serves, but takes no new requests from the balancer. */
  draining: z.boolean(),
  startedAt: z.iso.datetime(),
  /** Since when it counts, by its own clock: the time between two looks is the difference of theirs. */
  uptimeMs: z.int(),
  requests: z.int(),
  hits: z.int(),
  hitsLocal: z.int(),
  hitsMemcached: z.int(),
  misses: z.int(),
  collapsed: z.int(),
  bypasses: z.int(),
  writes: z.int(),
  /** Statements that it sent to Postgres. */
  queries: z.int(),
  /** Requests that wait for a connection to Postgres at this moment. */
  poolWaiting: z.int(),
  /** How late timers were in the last second, p99. */
  eventLoopDelayMs: z.number(),
  localItems: z.int(),
  localBytes: z.int(),
  latency: z.object({ hit: Latency, miss: Latency, bypass: Latency }),
});

export const Lab = z.object({
  cache: z.object({
    mode: z.enum(modes),
    available: z.array(z.enum(modes)),
    pointers: z.enum(['on', 'settling', 'off']),
    generation: z.int(),
    since: z.iso.datetime(),
    reason: z.string(),
  }),
  servers: z.array(ServerCounters),
  memcached: z.array(
    z.object({
      server: z.string(),
      up: z.boolean(),
      items: z.int(),
      bytes: z.int(),
      evictions: z.int(),
      hits: z.int(),
      misses: z.int(),
    }),
  ),
  postgres: z.object({
    up: z.boolean(),
    connections: z.int(),
    commits: z.int(),
    rowsRead: z.int(),
  }),
  /** Which servers can be stopped and started, and whether each is to run; null where none can be. */
  control: z.array(z.object({ name: z.string(), running: z.boolean() })).nullable(),
});

export type ServerCounters = z.infer<typeof ServerCounters>;
export type Lab = z.infer<typeof Lab>;
