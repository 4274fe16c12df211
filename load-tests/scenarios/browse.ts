/** People's visits: many read, some write, and a few accounts get most of the visits (Zipf's law). */
import exec from 'k6/execution';
import type { Scenario } from 'k6/options';
import { visit } from '../journey.ts';
import { createOptions } from '../options.ts';
import { createRandom } from '../random.ts';
import { settings } from '../settings.ts';
import { signInAll } from '../sign-in.ts';
import { createZipf } from '../zipf.ts';

const { rate, vus, duration, users, seed, writes } = settings;

const arrivals: Scenario = {
  executor: 'constant-arrival-rate',
  rate,
  timeUnit: '1s',
  duration,
  preAllocatedVUs: vus,
};
const loop: Scenario = { executor: 'constant-vus', vus, duration };

export const options = createOptions(rate > 0 ? arrivals : loop);

const popularity = createZipf(users, settings.zipf);

export function setup(): string[] {
  return signInAll(users);
}

export default function browse(cookies: string[]): void {
  // By the visit's number, not the virtual user's: which of them makes it depends on the server.
  const random = createRandom(seed * 1_000_003 + exec.scenario.iterationInTest);
  const cookie = cookies[popularity.rank(random())] as string;
  visit({ cookie, random, writes: random() < writes });
}

export { handleSummary } from '../summary.ts';
