import { Counter, Gauge, type Registry } from 'prom-client';
import type { Cache } from './cache.ts';

/** Registers what an operator watches of the cache. Each figure is read when it is asked for. */
export function registerCacheMetrics(registry: Registry, cache: Cache): void {
  registerState(registry, cache);
  registerReason(registry, cache);
  registerMemcached(registry, cache);
  registerWatcher(registry, cache);
}

function registerState(registry: Registry, { state, bodies }: Cache): void {
  const gauges: Array<[name: string, help: string, read: () => number]> = [
    [
      'pointers_on',
      'Whether Memcached holds the pointers.',
      () => Number(state.current().pointers === 'on'),
    ],
    ['generation', "The cache's generation.", () => state.current().generation],
    [
      'since_seconds',
      'Time of the last change of the pointers, in Unix seconds.',
      () => Date.parse(state.current().since) / 1_000,
    ],
    ['trusted', 'Whether the trust lease holds.', () => Number(state.trusted() !== undefined)],
    ['trust_lost', 'How often the trust lease ran out.', () => state.membership.trustLost],
    ['loads_in_flight', 'Bodies being loaded for the cache.', () => bodies.loadsInFlight],
    ['local_items', 'Bodies in node-cache.', () => bodies.local.items()],
    ['local_bytes', 'Bytes held by node-cache.', () => bodies.local.bytes()],
  ];
  for (const [name, help, read] of gauges) {
    new Gauge({
      name: `trio_cache_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  }
}

/** Text in Prometheus' form: a series of value 1 whose labels carry it. */
function registerReason(registry: Registry, { state }: Cache): void {
  new Gauge({
    name: 'trio_cache_state_info',
    help: "The cluster's cache state, and why it is so.",
    labelNames: ['mode', 'pointers', 'reason'],
    registers: [registry],
    collect() {
      this.reset();
      const { mode, pointers, reason } = state.current();
      this.set({ mode, pointers, reason }, 1);
    },
  });
}

function registerMemcached(registry: Registry, { state }: Cache): void {
  const all = () => state.servers.all;
  const labelNames = ['memcached'];
  const registers = [registry];
  new Counter({
    name: 'trio_memcached_operations_total',
    help: 'Operations sent to Memcached, by result.',
    labelNames: [...labelNames, 'result'],
    registers,
    collect() {
      this.reset();
      for (const { name: memcached, counts } of all()) {
        this.inc({ memcached, result: 'answered' }, counts.answered);
        this.inc({ memcached, result: 'failed' }, counts.failed);
      }
    },
  });
  new Counter({
    name: 'trio_memcached_operations_seconds_total',
    help: 'Time from sending the answered operations to their answers.',
    labelNames,
    registers,
    collect() {
      this.reset();
      for (const { name: memcached, counts } of all()) {
        this.inc({ memcached }, counts.answeredMs / 1_000);
      }
    },
  });
  new Gauge({
    name: 'trio_memcached_breaker_open',
    help: 'Whether the circuit breaker is open or half-open.',
    labelNames,
    registers,
    collect() {
      this.reset();
      for (const { name: memcached, failing } of all()) this.set({ memcached }, Number(failing));
    },
  });
}

function registerWatcher(registry: Registry, { watcher }: Cache): void {
  new Counter({
    name: 'trio_cache_watched_total',
    help: 'Reads that were compared with Postgres; disagreed must stay 0.',
    labelNames: ['result'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [result, count] of Object.entries(watcher.counts)) this.inc({ result }, count);
    },
  });
}
