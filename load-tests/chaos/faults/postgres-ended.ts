import type { Fault } from '../fault.ts';
import { startAgain } from '../restart.ts';

/** Postgres is restarted in an orderly way: its clients are disconnected. */
export const postgresRestarted: Fault = postgresEnded('Postgres restarted', 'SIGTERM');

/** Postgres crashes, and recovers what was committed. */
export const postgresKilled: Fault = postgresEnded('Postgres killed', 'SIGKILL');

function postgresEnded(name: string, signal: NodeJS.Signals): Fault {
  return {
    name,
    part: 'postgres',
    failsRequests: true,
    async start({ postgres: { process } }) {
      process.kill(signal);
      await process.ended();
      return { detail: '', lastsMs: 0, stop: () => startAgain(process) };
    },
  };
}
