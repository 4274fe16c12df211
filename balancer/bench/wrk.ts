import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram } from '../../stack/programs.ts';

export interface Load {
  url: string;
  /** Whole lines, `Name: value`. */
  headers: string[];
  connections: number;
  seconds: number;
}

export interface Measured {
  requests: number;
  requestsPerSecond: number;
  p99Ms: number;
}

/** Loads a URL by wrk, from one thread. Throws where wrk is missing or an answer wasn't a success. */
export async function runWrk({ url, headers, connections, seconds }: Load): Promise<Measured> {
  const wrk = findProgram('wrk');
  if (!wrk) throw new Error('wrk is not installed: apt-get install wrk');
  const { stdout } = await promisify(execFile)(wrk, [
    ...['-t1', `-c${connections}`, `-d${seconds}s`, '--latency'],
    ...headers.flatMap((header) => ['-H', header]),
    url,
  ]);
  const number = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1] ?? Number.NaN);
  const errors = /Non-2xx or 3xx responses: \d+|Socket errors: .*/.exec(stdout);
  if (errors) throw new Error(`${url}: ${errors[0]}`);
  return {
    requests: number(/(\d+) requests in/),
    requestsPerSecond: number(/Requests\/sec:\s+([\d.]+)/),
    p99Ms: milliseconds(/99%\s+([\d.]+(?:us|ms|s))/.exec(stdout)?.[1] ?? ''),
  };
}

function milliseconds(text: string): number {
  const [, value, unit = ''] = /^([\d.]+)(us|ms|s)$/.exec(text) ?? [];
  return Number(value) * ({ us: 0.001, ms: 1, s: 1_000 }[unit] ?? Number.NaN);
}
