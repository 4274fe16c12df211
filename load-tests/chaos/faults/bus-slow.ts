import { type Fault, seconds } from '../fault.ts';

/**
 * Notifications reach one server late, while its statements are as fast as ever. A delay near the
 * trust lease takes trust away now and then, a longer one altogether. That matters when the server
 * should hear that Memcached is no longer used.
 */
export const busSlow: Fault = {
  name: 'LISTEN connection slow',
  part: 'bus',
  goesWith: 'memcached',
  failsRequests: false,
  async start({ servers }, chance) {
    const { name, toPostgres } = chance.one(servers);
    const byMs = chance.timeMs(200, 2_000);
    const lastsMs = chance.timeMs(3_000, 6_000);
    // A connection opens with its parameters, and application_name is one of them.
    const concerns = (opening: Buffer) => opening.includes(`${name}-bus`);
    toPostgres.treatment = { is: 'late', byMs, concerns };
    return {
      detail: `${name}, by ${seconds(byMs)}, for ${seconds(lastsMs)}`,
      lastsMs,
      async stop() {
        toPostgres.treatment = { is: 'passed on' };
      },
    };
  },
};
