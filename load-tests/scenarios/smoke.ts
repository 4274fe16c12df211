/** Ten visits, one after the other, within ten seconds: does everything answer? */
import { openAccounts } from '../accounts.ts';
import { visit } from '../journey.ts';
import { createOptions } from '../options.ts';
import { createTraffic } from '../traffic.ts';

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

export { handleSummary } from '../summary.ts';
