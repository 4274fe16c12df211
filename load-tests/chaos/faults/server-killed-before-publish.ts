import { armingSignal } from '../failpoint.ts';
import { type Fault, seconds } from '../fault.ts';
import { startAgain } from '../restart.ts';

/** A server dies when it has committed a write, and neither published it nor acknowledged it. */
export const serverKilledBeforePublish: Fault = {
  name: 'server killed before it publishes',
  part: 'servers',
  failsRequests: true,
  async start({ servers }, chance) {
    const { name, process } = chance.one(servers);
    const lastsMs = chance.timeMs(0, 2_000);
    process.kill(armingSignal);
    // Its next write. Where the cache is off, there is nothing to publish, and so it isn't hit.
    await process.ended();
    return {
      detail: `${name}, back after ${seconds(lastsMs)}`,
      lastsMs,
      stop: () => startAgain(process),
    };
  },
};
