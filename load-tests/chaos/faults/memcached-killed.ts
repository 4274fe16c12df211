import { type Fault, seconds } from '../fault.ts';
import { startAgain } from '../restart.ts';

/** Memcached dies and is started again, empty, its CAS ids from 1 on. */
export const memcachedKilled: Fault = {
  name: 'Memcached killed',
  part: 'memcached',
  failsRequests: false,
  async start({ memcached: { process } }, chance) {
    const lastsMs = chance.timeMs(0, 2_500);
    process.kill('SIGKILL');
    await process.ended();
    return { detail: `back after ${seconds(lastsMs)}`, lastsMs, stop: () => startAgain(process) };
  },
};
