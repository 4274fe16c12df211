/**
 * The balancer in TypeScript against nginx (one worker) and http-proxy, in one run, in front of the
 * same three servers: small constant ones, where the balancer is what it depends on, and the app's
 * with a read from the cache. The three take turns within each round; a figure is the median of the
 * rounds, a ratio the median of the rounds' ratios to nginx.
 */
import { rm } from 'node:fs/promises';
import { processorMs } from '../stack/processor-time.ts';
import { temporaryFolder } from '../stack/temporary-folder.ts';
import { appServers, constantServers, type Servers } from './bench/backends.ts';
import { type Contender, contenderNames, startContenders } from './bench/contenders.ts';
import { runWrk } from './bench/wrk.ts';

const rounds = 5;
const seconds = 3;
const connections = 64;

interface Sample {
  requestsPerSecond: number;
  p99Ms: number;
  processorUs: number;
}

try {
  for (const open of [constantServers, appServers]) await compare(open);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function compare(open: (scope: AsyncDisposableStack, folder: string) => Promise<Servers>) {
  await using scope = new AsyncDisposableStack();
  const folder = await temporaryFolder();
  scope.defer(() => rm(folder, { recursive: true, force: true }));
  const servers = await open(scope, folder);
  const contenders = await startContenders(servers.upstreams, folder, scope);
  const samples = new Map(contenders.map(({ name }) => [name as string, [] as Sample[]]));
  for (const contender of contenders) await sample(contender, servers, 1);
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      samples.get(contender.name)!.push(await sample(contender, servers, seconds));
    }
  }
  report(servers.title, samples);
}

async function sample({ url, process }: Contender, { path, headers }: Servers, forSeconds: number) {
  const before = processorMs(process.pid);
  const load = { url: `${url}${path}`, headers, connections, seconds: forSeconds };
  const { requests, requestsPerSecond, p99Ms } = await runWrk(load);
  const processorUs = ((processorMs(process.pid) - before) * 1_000) / requests;
  return { requestsPerSecond, p99Ms, processorUs };
}

function report(title: string, samples: ReadonlyMap<string, Sample[]>): void {
  const nginx = samples.get('nginx')!;
  console.log(`\n${title}; ${connections} connections, ${rounds} rounds of ${seconds} s\n`);
  console.log('| | requests/s | of nginx | p99 | of nginx | processor time per request |');
  console.log('| --- | --: | --: | --: | --: | --: |');
  for (const name of contenderNames) {
    const own = samples.get(name)!;
    const figure = (field: keyof Sample) => median(own.map((each) => each[field]));
    const ratio = (field: keyof Sample) =>
      median(own.map((each, round) => each[field] / nginx[round]![field])).toFixed(2);
    console.log(
      `| ${name} | ${figure('requestsPerSecond').toFixed(0)} | ${ratio('requestsPerSecond')} ` +
        `| ${figure('p99Ms').toFixed(1)} ms | ${ratio('p99Ms')} ` +
        `| ${figure('processorUs').toFixed(0)} µs |`,
    );
  }
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
