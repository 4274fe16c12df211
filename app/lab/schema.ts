import { z } from 'zod';
import { modes } from '../cache/mode.ts';

export const CacheSwitch = z.strictObject({ mode: z.enum(modes) });

export const ServerSwitch = z.strictObject({ running: z.boolean() });

/**
 * Latency histogram as [bucket, count] pairs; empty buckets omitted. Below 16 the bucket is the
 * time in µs. From 16 on, bucket b begins at (16 + b % 16) · 2^(b/16 − 1) µs (b/16 rounded down),
 * and is as wide as that power of two.
 */
const Latency = z.array(z.tuple([z.int(), z.int()]));

/** Counters of one server since its start. Cacheable reads are hits, misses or bypasses. */
export const ServerCounters = z.object({
  name: z.string(),
  up: z.boolean(),
  /** Whether it drains: it still serves, but the balancer sends it no new requests. */
  draining: z.boolean(),
  startedAt: z.iso.datetime(),
  /**
   * Time since its start by its own clock, in ms. The time between two snapshots is the difference
   * of theirs.
   */
  uptimeMs: z.int(),
  requests: z.int(),
  hits: z.int(),
  hitsLocal: z.int(),
  hitsMemcached: z.int(),
  misses: z.int(),
  collapsed: z.int(),
  bypasses: z.int(),
  writes: z.int(),
  /** Statements sent to Postgres. */
  queries: z.int(),
  /** Requests that wait for a connection to Postgres now. */
  poolWaiting: z.int(),
  /** Delay of timers in the last second: p99 in ms. */
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
  /**
   * The servers that can be stopped and started, and whether each is to run; null without a
   * launcher.
   */
  control: z.array(z.object({ name: z.string(), running: z.boolean() })).nullable(),
});

export type ServerCounters = z.infer<typeof ServerCounters>;
export type Lab = z.infer<typeof Lab>;
