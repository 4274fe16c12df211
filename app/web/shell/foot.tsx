import { lastRead } from '../server/api.ts';
import { describeServedBy } from '../server/served-by.ts';

/** Which server answered the last read, and whether its cache had it. */
export function Foot() {
  return (
    <footer class="foot" aria-live="off">
      <span title="Who answered the last read, from where, and in what time">
        {lastRead.value ? describeServedBy(lastRead.value) : '\u00a0'}
      </span>
    </footer>
  );
}
