import { type Fault, seconds } from '../fault.ts';

/**
 * Memcached stands still. Commands whose clients have given up stay in its sockets, and run when it
 * goes on.
 */
export const memcachedStopped: Fault = {
  name: 'Memcached stopped',
  part: 'memcached',
  failsRequests: false,
  async start({ memcached: { process } }, chance) {
    const lastsMs = chance.timeMs(1_000, 10_000);
    process.kill('SIGSTOP');
    return {
      detail: `for ${seconds(lastsMs)}`,
      lastsMs,
      stop: async () => process.kill('SIGCONT'),
    };
  },
};
