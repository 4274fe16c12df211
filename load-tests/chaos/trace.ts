import type { Operation } from './operation.ts';

/** Number of surrounding operations shown for each violation. */
const neighbours = 6;

/**
 * The operations that show a violation, marked by `*`, and what happened around them, one line each:
 *
 *         ms     took  via        by      what              cache
 *       123.4     2.1  balancer   app-1   write             c1-17
 *     * 126.0     0.9  app-2      app-2   read todo         c3-4    trio; hit; detail=memcached
 */
export function traceOf(culprits: Operation[], all: Operation[], register?: string): string {
  const marked = new Set(culprits);
  const shown = new Set([...culprits, ...culprits.flatMap((one) => nearest(one, all))]);
  const lines = [...shown]
    .sort((a, b) => a.startMs - b.startMs)
    .map((operation) => line(operation, marked.has(operation), register));
  return [header, ...lines].join('\n');
}

const header = row([' ', 'ms', 'took', 'via', 'by', 'what', 'value', 'version', 'cache']);

function nearest(one: Operation, all: Operation[]): Operation[] {
  const distance = ({ startMs }: Operation) => Math.abs(startMs - one.startMs);
  return all.toSorted((a, b) => distance(a) - distance(b)).slice(0, neighbours);
}

function line(operation: Operation, isMarked: boolean, register: string | undefined): string {
  const { startMs, endMs, outcome, status, values, version = '' } = operation;
  const value = register ? values[register] : Object.values(values).join(' ');
  return row([
    isMarked ? '*' : ' ',
    startMs.toFixed(1),
    (endMs - startMs).toFixed(1),
    operation.via,
    operation.servedBy,
    outcome === 'ok' ? operation.what : `${operation.what} (${outcome}, ${status})`,
    value ?? '',
    version,
    operation.cacheStatus,
  ]);
}

function row(cells: string[]): string {
  const [mark = '', start = '', took = '', via = '', by = '', ...rest] = cells;
  const [what = '', value = '', version = '', cache = ''] = rest;
  const times = `${start.padStart(10)} ${took.padStart(8)}`;
  const who = `${via.padEnd(9)} ${by.padEnd(6)}`;
  return `  ${mark} ${times}  ${who} ${what.padEnd(20)} ${value.padEnd(10)} ${version.padEnd(18)} ${cache}`.trimEnd();
}
