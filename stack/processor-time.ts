import { readFileSync } from 'node:fs';

/** Linux counts in ticks of 10 ms (sysconf(_SC_CLK_TCK), 100 on every platform that Node runs on). */
const tickMs = 10;

/**
 * Processor time in ms of a process and everything it started, in user and system mode, ended
 * children included. Reads /proc, so it works on Linux only.
 */
export function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // After the name, which may contain any character: utime, stime, cutime and cstime are fields 12
  // to 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * tickMs, 0);
  return childrenOf(pid).reduce((sum, child) => sum + processorMsIfAlive(child), own);
}

function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.split(' ').filter(Boolean).map(Number);
}

/** The time of a child that ends meanwhile is part of its parent's. */
function processorMsIfAlive(pid: number): number {
  try {
    return processorMs(pid);
  } catch {
    return 0;
  }
}
