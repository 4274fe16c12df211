import exec from 'k6/execution';
import { createRandom } from '../../seed/random.ts';
import { beginVisit, endVisit } from '../results/metrics.ts';
import { settings } from '../settings/settings.ts';
import { type Step, stepAt } from '../settings/steps.ts';
import type { Account } from './account.ts';
import { accountAt, accountCount } from './accounts.ts';
import { createZipf } from './zipf.ts';

/** Who visits, and the random numbers that decide what happens. */
export interface Visitor {
  account: Account;
  random: () => number;
}

/** The visits of a warm-up are others than the measured ones. */
const warmUpFrom = 2 ** 31;

/**
 * Exported by a scenario for k6 to run repeatedly: each time an account, chosen by Zipf's law among
 * those that `setup` signed in, does the task. Runs with the same seed do the same.
 */
export function createTraffic(
  task: (visitor: Visitor) => void,
  { steps = [], accounts = accountCount }: { steps?: Step[]; accounts?: number } = {},
) {
  const popularity = createZipf(accounts, settings.zipf);
  return (signedIn: Account[]): void => {
    const { name, iterationInTest: number, startTime } = exec.scenario;
    const isMeasured = name !== 'warmup';
    if (isMeasured && number === 0) console.info('measured part begins');
    const beginMs = Date.now() - startTime;
    const step = stepAt(steps, beginMs);
    if (step) exec.vu.metrics.tags.step = step;
    // Seeded by the visit's number, because which virtual user makes it depends on the server.
    const random = createRandom(settings.seed * 1_000_003 + number + (isMeasured ? 0 : warmUpFrom));
    beginVisit(isMeasured, beginMs);
    task({ account: accountAt(signedIn, popularity.rank(random())), random });
    endVisit(Date.now() - startTime);
  };
}
