import type { TcpProxy } from '../../../stack/tcp-proxy.ts';
import type { ChaosServer } from '../cluster.ts';
import { type Fault, seconds } from '../fault.ts';

/** Long enough for an answer or a few, short enough to end in the midst of one. */
const longestAnswers = 400;

/** One server loses its connections to Memcached in the midst of answers, while the others keep theirs. */
export const memcachedCutForOne: Fault = memcachedCut(
  'Memcached cut off for one server',
  (all, one) => [one(all)],
);

export const memcachedCutForAll: Fault = memcachedCut(
  'Memcached cut off for all servers',
  (all) => all,
);

function memcachedCut(
  name: string,
  choose: (servers: ChaosServer[], one: (servers: ChaosServer[]) => ChaosServer) => ChaosServer[],
): Fault {
  return {
    name,
    part: 'memcached',
    failsRequests: false,
    async start({ servers }, chance) {
      const chosen = choose(servers, chance.one);
      const lastsMs = chance.timeMs(300, 3_000);
      const treat = (treatment: TcpProxy['treatment']) => {
        for (const { toMemcached } of chosen) toMemcached.treatment = treatment;
      };
      treat({ is: 'cut', afterBytes: () => 1 + Math.floor(chance.random() * longestAnswers) });
      return {
        detail: `${chosen.map(({ name: server }) => server).join(', ')}, for ${seconds(lastsMs)}`,
        lastsMs,
        stop: async () => treat({ is: 'passed on' }),
      };
    },
  };
}
