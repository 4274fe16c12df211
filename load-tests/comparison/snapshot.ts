import type { Lab, ServerCounters } from '../../app/lab/schema.ts';
import { processorMs } from '../../stack/processor-time.ts';
import type { Stack } from '../../stack/stack.ts';
import { type MemcachedReads, memcachedReads } from './memcached-reads.ts';
import type { Testbed } from './testbed.ts';

/** The counters of all parts so far. */
export interface Snapshot {
  atMs: number;
  /** Sums over all servers. */
  counted: Counted;
  /** Processor time in ms by part. */
  processorMs: Record<string, number>;
  memcached: MemcachedReads;
}

export interface Counted {
  requests: number;
  hits: number;
  misses: number;
  bypasses: number;
  queries: number;
}

const counted = ['requests', 'hits', 'misses', 'bypasses', 'queries'] as const;

/** Reads all counters at once. */
export async function takeSnapshot(
  { stack, look }: Pick<Testbed, 'stack' | 'look'>,
  k6Pid: number,
): Promise<Snapshot> {
  const atMs = performance.now();
  const times = processorTimes(stack, k6Pid);
  const [lab, memcached] = await Promise.all([
    look(),
    stack.memcached ? memcachedReads(stack.memcachedServers[0]!) : { gets: 0, hits: 0 },
  ]);
  return { atMs, counted: sumOf(lab), processorMs: times, memcached };
}

/** Sums up what the servers of a report have counted. */
export function sumOf({ servers }: Pick<Lab, 'servers'>): Counted {
  const sum = (field: keyof Counted & keyof ServerCounters) =>
    servers.reduce((total, server) => total + server[field], 0);
  return Object.fromEntries(counted.map((field) => [field, sum(field)])) as unknown as Counted;
}

function processorTimes(stack: Stack, k6Pid: number): Record<string, number> {
  const servers = stack.servers.reduce((sum, { process }) => sum + processorMs(process.pid), 0);
  return {
    servers,
    Postgres: processorMs(stack.postgres!.pid),
    ...(stack.memcached && { Memcached: processorMs(stack.memcached.pid) }),
    balancer: processorMs(stack.balancer.pid),
    k6: processorMs(k6Pid),
  };
}
