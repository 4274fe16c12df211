import { type Fault, seconds } from '../fault.ts';
import { startAgain } from '../restart.ts';

/** A server dies, with all that it was about to do, and is started again after a while. */
export const serverKilled: Fault = {
  name: 'server killed',
  part: 'servers',
  failsRequests: true,
  async start({ servers }, chance) {
    const { name, process } = chance.one(servers);
    const lastsMs = chance.timeMs(0, 2_000);
    process.kill('SIGKILL');
    await process.ended();
    return {
      detail: `${name}, back after ${seconds(lastsMs)}`,
      lastsMs,
      stop: () => startAgain(process),
    };
  },
};
