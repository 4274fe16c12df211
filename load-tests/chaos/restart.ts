import { setTimeout as delay } from 'node:timers/promises';
import type { Supervisor } from '../../stack/supervisor.ts';

const deadlineMs = 30_000;
const pauseMs = 100;

/**
 * Starts a process again, as its supervisor would, until it runs. Retries for 30 s: what it needs
 * may be failing, too.
 */
export async function startAgain(process: Supervisor): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    try {
      return await process.start();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(pauseMs);
    }
  }
}
