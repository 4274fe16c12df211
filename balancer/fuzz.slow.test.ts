import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { TestContext } from 'node:test';
import { until } from '../testing/polling.ts';
import type { BalancedStack } from './testing/both.ts';
import { testBoth } from './testing/both.ts';
import { fuzz } from './testing/fuzzer.ts';

/** What the heap and the buffers of connections that are just closing may vary by. */
const allowanceBytes = 30 * 1024 * 1024;
/** Leaves no room for a leak, and little for garbage that waits to be collected. */
const nodeOptions = '--max-old-space-size=48';
const visits = 10_000;

testBoth('survives 10,000 requests of a fuzzer with its memory flat', survives, { nodeOptions });

async function survives(t: TestContext, stack: BalancedStack): Promise<void> {
  const { kind, port, url, process, upstreams, logFile } = stack;
  const pid = process.pid;
  // Some of them first: the caches and the heap find their size.
  await fuzz(port, visits / 2, 1);
  await settle(stack);
  const before = await residentBytes(pid);
  await fuzz(port, visits, 2);
  await settle(stack);
  const after = await residentBytes(pid);
  t.diagnostic(`${kind}: resident ${mib(before)} before, ${mib(after)} after`);
  assert.ok(after - before < allowanceBytes, `${mib(before)} before, ${mib(after)} after`);

  assert.equal(process.pid, pid);
  assert.equal((await fetch(url)).status, 200);
  // In all: nginx takes servers out that broke a connection, which the fuzzer makes them do.
  const arrived = upstreams.reduce((sum, upstream) => sum + upstream.arrived.length, 0);
  assert.ok(arrived > 20, `only ${arrived} requests went through`);
  const log = await readFile(logFile, 'utf8');
  assert.doesNotMatch(log, /Warning|\[(alert|emerg|crit)\]|exited on signal/);
}

/** Waits until nothing is under way: the servers have no open answer any more. */
async function settle({ upstreams, url }: BalancedStack): Promise<void> {
  await until('it is quiet', () => upstreams.every(({ openStreams }) => openStreams === 0));
  await until('all serve', async () => (await fetch(url)).status === 200);
}

/** The memory that the process, and those it started, hold. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const own = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]) * 1024;
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ');
  const theirs = await Promise.all(
    children.filter(Boolean).map((child) => residentBytes(Number(child))),
  );
  return theirs.reduce((sum, bytes) => sum + bytes, own);
}

function mib(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}
