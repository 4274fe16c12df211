import { setTimeout as delay } from 'node:timers/promises';
import { type Fault, seconds } from '../fault.ts';
import { query } from '../postgres.ts';

/** Maximum pause: sometimes before the next connection listens, sometimes long after. */
const longestPauseMs = 300;

/**
 * Postgres closes the connections on which servers listen, and their successors, for a while. The
 * servers miss what is sent meanwhile.
 */
export const busDropped: Fault = {
  name: 'LISTEN connections dropped',
  part: 'bus',
  failsRequests: false,
  async start({ postgres, servers }, chance) {
    const chosen = chance.random() < 0.5 ? servers : [chance.one(servers)];
    const names = chosen.map(({ name }) => `${name}-bus`);
    const lastsMs = chance.timeMs(200, 1_500);
    const stopped = new AbortController();
    const drop = async () => {
      while (!stopped.signal.aborted) {
        await query(postgres.url, terminate, [names]);
        await delay(chance.random() * longestPauseMs);
      }
    };
    const dropping = drop();
    return {
      detail: `${names.join(', ')}, for ${seconds(lastsMs)}`,
      lastsMs,
      async stop() {
        stopped.abort();
        await dropping;
      },
    };
  },
};

const terminate =
  'select pg_terminate_backend(pid) from pg_stat_activity where application_name = any($1)';
