import { z } from 'zod';

export const modes = ['off', 'local', 'memcached', 'tiered'] as const;

export const CacheSwitch = z.strictObject({ mode: z.enum(modes) });

/** What one server counted since it started; reads that could be cached are hits, misses or bypasses. */
export const ServerCounters = z.object({
  name: z.string(),
  up: z.boolean(),
  startedAt: z.iso.datetime(),
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
  localItems: z.int(),
  localBytes: z.int(),
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
});

export type CacheMode = (typeof modes)[number];
export type ServerCounters = z.infer<typeof ServerCounters>;
export type Lab = z.infer<typeof Lab>;
