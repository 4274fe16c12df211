import { setTimeout as delay } from 'node:timers/promises';
import type { Supervisor } from '../../stack/supervisor.ts';

const deadlineMs = 30_000;
const pauseMs = 100;

/**
 * Starts a process again, as whoever supervises it would: until it runs. What it needs to start may
 * be just what is in trouble as well.
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
