import { Router } from 'express';
import type { Pool } from '../../db/pool.ts';
import type { Credential } from '../accounts/schema.ts';
import { isStillValid, requireAdmin, sessionOf } from '../accounts/session.ts';
import type { Cache } from '../cache/cache.ts';
import { parse } from '../http/parse.ts';
import { Problem } from '../http/problem.ts';
import { openStream, type Stream } from '../live/stream.ts';
import { describe, log } from '../observability/log.ts';
import { memcachedStats, postgresStats } from './backends.ts';
import type { ClusterCounters } from './cluster-counters.ts';
import type { Control } from './control.ts';
import { CacheSwitch, type Lab, ServerSwitch } from './schema.ts';

export interface LabOptions {
  cache: Cache;
  pool: Pool;
  clusterCounters: ClusterCounters;
  control: Control;
}

export interface LabRouter {
  router: Router;
  /** Ends all streams. */
  close(): void;
}

const tickMs = 1_000;

/** The Lab, for admins: the counters of all servers, and the switch of the cache. */
export function createLabRouter({ cache, pool, clusterCounters, control }: LabOptions): LabRouter {
  const router = Router();
  const streams = new Map<Stream, Credential>();
  let ticker: NodeJS.Timeout | undefined;

  const look = async (): Promise<Lab> => {
    const [servers, memcached, postgres] = await Promise.all([
      clusterCounters.gather(),
      memcachedStats(cache.state.servers.all),
      postgresStats(pool),
    ]);
    const { mode, pointers, generation, since, reason } = cache.state.current();
    const available = cache.transitions.available();
    return {
      cache: {
        mode,
        available,
        pointers,
        generation,
        since: new Date(since).toISOString(),
        reason,
      },
      servers,
      memcached,
      postgres,
      control: control.servers() ?? null,
    };
  };

  /** A client that has signed out gets no more. */
  const show = async ([stream, credential]: [Stream, Credential], data: string) => {
    if (await isStillValid({ cache, pool }, credential)) stream.send('lab', data);
    else stream.end();
  };

  /** One snapshot a second serves every stream of this server. */
  const tick = async () => {
    try {
      const data = JSON.stringify(await look());
      await Promise.all([...streams].map((watcher) => show(watcher, data)));
    } catch (error) {
      log('warn', 'the laboratory could not be looked at', describe(error));
    }
  };

  router.use(requireAdmin);

  router.get('/', async (_req, res) => {
    res.set('Cache-Control', 'no-store').json(await look());
  });

  router.put('/cache', async (req, res) => {
    const { mode } = parse(CacheSwitch, req.body);
    if (!cache.transitions.available().includes(mode)) {
      throw new Problem(409, `The mode ${mode} needs a Memcached that every server reaches.`);
    }
    await cache.transitions.setMode(mode);
    res.set('Cache-Control', 'no-store').json({ mode });
  });

  router.delete('/cache', async (_req, res) => {
    await cache.transitions.empty();
    res.status(204).end();
  });

  router.put('/servers/:name', async (req, res) => {
    const { running } = parse(ServerSwitch, req.body);
    await control.order(req.params.name, running);
    res.status(202).set('Cache-Control', 'no-store').json({ running });
  });

  router.get('/events', (req, res) => {
    const stream = openStream(req, res);
    streams.set(stream, sessionOf(res).credential);
    ticker ??= setInterval(() => void tick(), tickMs);
    void tick();
    stream.onEnd(() => {
      streams.delete(stream);
      if (streams.size > 0) return;
      clearInterval(ticker);
      ticker = undefined;
    });
  });

  return {
    router,
    close() {
      for (const stream of streams.keys()) stream.end();
    },
  };
}
