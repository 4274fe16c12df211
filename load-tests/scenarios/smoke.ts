/** Ten visits, one after the other, within ten seconds: does everything answer? */

import { createOptions } from './settings/options.ts';
import { openAccounts } from './traffic/accounts.ts';
import { visit } from './traffic/journey.ts';
import { createTraffic } from './traffic/traffic.ts';

export const options = createOptions({
  measured: {
    executor: 'shared-iterations',
    vus: 1,
    iterations: 10,
    maxDuration: '8s',
    gracefulStop: '2s',
  },
});

export const setup = () => openAccounts(1);

export default createTraffic((visitor) => visit(visitor, { writes: true }), { accounts: 1 });

export { handleSummary } from './results/summary.ts';
