/**
 * What a hit costs: requests per second of one server for an authenticated page of to-dos in each
 * mode, and for a 304, against Express routes that return a constant. The variants alternate within
 * each round; a figure is the median of the rounds with their spread, a ratio that of the ratios of
 * each round, to `bare Express, json`.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram } from '../../stack/programs.ts';
import { type BenchServer, openBenchServer } from './bench/bench-server.ts';
import { spread } from './bench/statistics.ts';
import type { CacheMode } from './mode.ts';

const rounds = 5;
const seconds = 4;
const connections = 32;

interface Variant {
  name: string;
  mode?: CacheMode;
  url: (server: BenchServer) => string;
  headers: (server: BenchServer) => Promise<string[]>;
}

const page = ({ url }: BenchServer) => `${url}/api/todos`;
const signedIn = async ({ cookie }: BenchServer) => [`Cookie: ${cookie}`];

const variants: Variant[] = [
  { name: 'bare Express, json', url: ({ bareUrl }) => bareUrl, headers: async () => [] },
  { name: 'hit, tiered', mode: 'tiered', url: page, headers: signedIn },
  { name: 'hit, memcached', mode: 'memcached', url: page, headers: signedIn },
  { name: 'hit, local', mode: 'local', url: page, headers: signedIn },
  { name: 'off', mode: 'off', url: page, headers: signedIn },
  {
    name: '304, tiered',
    mode: 'tiered',
    url: page,
    async headers(server) {
      const answer = await get(server);
      return [...(await signedIn(server)), `If-None-Match: ${answer.headers.get('etag')}`];
    },
  },
  { name: 'bare Express, end', url: ({ bareUrl }) => `${bareUrl}/end`, headers: async () => [] },
];

const wrk = findProgram('wrk');
if (!wrk) throw new Error('npm run bench needs wrk: apt-get install wrk');
await using scope = new AsyncDisposableStack();
const server = await openBenchServer(scope, { memcached: true });
console.log(`${rounds} rounds of ${seconds} s each, ${connections} connections, wrk, one server`);

const rates: number[][] = variants.map(() => []);
for (let round = 0; round < rounds; round += 1) {
  for (const [i, variant] of variants.entries()) rates[i]!.push(await measure(wrk, variant));
}
const [bare = [], , , , off = []] = rates;
const ratios = (values: number[], base: number[]) => values.map((value, i) => value / base[i]!);
for (const [i, { name }] of variants.entries()) {
  const values = rates[i]!;
  console.log(
    `${name.padEnd(22)}${spread(values, 0).padStart(24)} requests/s` +
      `${spread(ratios(values, bare), 2).padStart(20)} of bare` +
      `${spread(ratios(values, off), 1).padStart(18)} times off`,
  );
}

async function measure(program: string, variant: Variant): Promise<number> {
  if (variant.mode) await switchTo(variant.mode);
  const headers = (await variant.headers(server)).flatMap((header) => ['-H', header]);
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, ...headers, variant.url(server)];
  const { stdout } = await promisify(execFile)(program, args);
  if (/Non-2xx/.test(stdout) && !variant.name.startsWith('304')) throw new Error(stdout);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}

async function switchTo(mode: CacheMode): Promise<void> {
  const { url, cookie } = server;
  const answer = await fetch(`${url}/api/lab/cache`, {
    method: 'PUT',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ mode }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  // What is measured is a hit, or no cache at all.
  const expected = mode === 'off' ? 'detail=off' : 'hit';
  for (let tries = 0; tries < 500; tries += 1) {
    const status = (await get(server)).headers.get('cache-status') ?? '';
    if (status.includes(expected)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`the mode ${mode} did not get there`);
}

function get({ url, cookie }: BenchServer): Promise<Response> {
  return fetch(`${url}/api/todos`, { headers: { cookie } });
}
