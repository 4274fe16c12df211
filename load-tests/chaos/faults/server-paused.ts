import { type Fault, seconds } from '../fault.ts';

/** A server stands still and goes on as if nothing had been: what it knew may be wrong by then. */
export const serverPaused: Fault = {
  name: 'server paused',
  part: 'servers',
  failsRequests: true,
  async start({ servers }, chance) {
    const { name, process } = chance.one(servers);
    const lastsMs = chance.timeMs(200, 4_000);
    process.kill('SIGSTOP');
    return {
      detail: `${name}, for ${seconds(lastsMs)}`,
      lastsMs,
      stop: async () => process.kill('SIGCONT'),
    };
  },
};
