import { readFileSync } from 'node:fs';

/** Linux counts in ticks of 10 ms (sysconf(_SC_CLK_TCK), 100 on every platform that Node runs on). */
const tickMs = 10;

/**
 * The processor time in ms that a process and all it started have used so far, in user and system
 * mode, those of its children that have ended included. Reads /proc, and so works on Linux alone.
 */
export function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // After the name, which may contain anything: utime, stime, cutime, cstime are fields 12 to 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * tickMs, 0);
  return childrenOf(pid).reduce((sum, child) => sum + processorMsIfAlive(child), own);
}

function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.split(' ').filter(Boolean).map(Number);
}

/** A child that ends while one looks has become part of what its parent counts. */
function processorMsIfAlive(pid: number): number {
  try {
    return processorMs(pid);
  } catch {
    return 0;
  }
}
