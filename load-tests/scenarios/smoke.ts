/** A few visits, one after the other: does everything answer? */
import { visit } from '../journey.ts';
import { createOptions } from '../options.ts';
import { createRandom } from '../random.ts';
import { settings } from '../settings.ts';
import { signInAll } from '../sign-in.ts';

const visits = 10;

export const options = createOptions({
  executor: 'shared-iterations',
  vus: 1,
  iterations: visits,
  maxDuration: '1m',
});

export function setup(): string[] {
  return signInAll(1);
}

export default function smoke([cookie]: string[]): void {
  visit({ cookie: cookie as string, random: createRandom(settings.seed + __ITER), writes: true });
}

export { handleSummary } from '../summary.ts';
