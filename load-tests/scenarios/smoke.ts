/** Ten visits, one after the other, within ten seconds: does everything answer? */

import { createOptions } from '../k6/settings/options.ts';
import { openAccounts } from '../k6/traffic/accounts.ts';
import { visit } from '../k6/traffic/journey.ts';
import { createTraffic } from '../k6/traffic/traffic.ts';

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

export { handleSummary } from '../k6/results/summary.ts';
