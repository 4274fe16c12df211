import { execFileSync } from 'node:child_process';

export interface ProcessRow {
  pid: number;
  args: string;
}

/** All processes under this one that run now, theirs included; not those that are only to be reaped. */
export function descendantsOf(pid: number): ProcessRow[] {
  const rows = runningProcesses();
  const found: ProcessRow[] = [];
  const parents = [pid];
  while (parents.length > 0) {
    const parent = parents.shift();
    const children = rows.filter(({ ppid }) => ppid === parent);
    found.push(...children);
    parents.push(...children.map((child) => child.pid));
  }
  return found;
}

/** Those of the processes that still run, as the same program. */
export function stillRunning(processes: ProcessRow[]): ProcessRow[] {
  const rows = runningProcesses();
  return processes.filter(({ pid, args }) =>
    rows.some((row) => row.pid === pid && row.args === args),
  );
}

/** Processes whose command line contains the text. */
export function processesNaming(text: string): ProcessRow[] {
  return runningProcesses().filter(({ args }) => args.includes(text));
}

function runningProcesses() {
  const table = execFileSync('ps', ['-ww', '-e', '-o', 'pid=,ppid=,stat=,args=']).toString();
  return [...table.matchAll(/^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/gm)]
    .map(([, pid, ppid, stat = '', args = '']) => ({
      pid: Number(pid),
      ppid: Number(ppid),
      stat,
      args,
    }))
    .filter(({ stat }) => !stat.startsWith('Z'));
}
