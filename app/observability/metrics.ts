import { Router } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Pool } from '../../db/pool.ts';
import type { Cache } from '../cache/cache.ts';
import { registerCacheMetrics } from '../cache/metrics.ts';
import type { Counters } from './counters.ts';
import { registerLatency } from './latency.ts';

export interface MetricsOptions {
  name: string;
  counters: Counters;
  cache: Cache;
  pool: Pool;
}

/** `/metrics` in Prometheus' text format. Everything is read when it is asked for. */
export function createMetricsRouter(options: MetricsOptions): Router {
  const registry = new Registry();
  registry.setDefaultLabels({ server: options.name });
  collectDefaultMetrics({ register: registry });
  countRequests(registry, options);
  countQueries(registry, options);
  registerCacheMetrics(registry, options.counters, options.cache);
  registerLatency(registry, options.counters);
  gaugePool(registry, options);

  const router = Router();
  router.get('/metrics', async (_req, res) => {
    res.set('Content-Type', registry.contentType).send(await registry.metrics());
  });
  return router;
}

function countRequests(register: Registry, { counters }: MetricsOptions): void {
  new Counter({
    name: 'trio_requests_total',
    help: 'Requests to the API.',
    registers: [register],
    collect() {
      this.reset();
      this.inc(counters.requests);
    },
  });
}

function countQueries(register: Registry, { counters }: MetricsOptions): void {
  new Counter({
    name: 'trio_postgres_queries_total',
    help: 'Statements sent to Postgres for requests.',
    registers: [register],
    collect() {
      this.reset();
      this.inc(counters.queries);
    },
  });
}

function gaugePool(register: Registry, { pool }: MetricsOptions): void {
  new Gauge({
    name: 'trio_postgres_connections',
    help: 'Connections of the pool by state, and requests that wait for one.',
    labelNames: ['state'],
    registers: [register],
    collect() {
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
      this.set({ state: 'waiting' }, pool.waitingCount);
    },
  });
}
