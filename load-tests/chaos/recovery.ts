import { setTimeout as delay } from 'node:timers/promises';
import { send, type Target } from './requests.ts';

const deadlineMs = 30_000;
const pollMs = 25;

/**
 * Waits until every target answers again, from the cache unless that is off. Rejects after a
 * deadline: everything has been restored by then.
 */
export async function untilRecovered(
  targets: Target[],
  headers: { cookie: string },
): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  for (const target of targets) {
    for (;;) {
      const { status, headers: answered } = await send(target, {
        method: 'GET',
        path: '/api/me',
        headers,
      });
      const cacheStatus = String(answered['cache-status']);
      if (status === 200 && /hit|detail=off/.test(cacheStatus)) break;
      if (performance.now() > deadline) {
        const seconds = deadlineMs / 1_000;
        throw new Error(
          `${target.name} has not recovered in ${seconds} s: ${status}, ${cacheStatus}`,
        );
      }
      await delay(pollMs);
    }
  }
}
