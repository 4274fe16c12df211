/**
 * What the protocol costs a write: the time of a PATCH, one at a time, at a server whose pointers are
 * on, against one that has no Memcached. Each has a Postgres of its own, with fsync. They alternate
 * within each round; a figure is the median of the rounds' medians with their spread.
 */
import { type BenchServer, openBenchServer } from './bench/bench-server.ts';
import { median, spread } from './bench/statistics.ts';

const rounds = 9;
const writesPerRound = 200;

await using scope = new AsyncDisposableStack();
const on = await openBenchServer(scope, { memcached: true });
const off = await openBenchServer(scope, { memcached: false });
console.log(`${rounds} rounds of ${writesPerRound} writes each, one at a time`);

const withPointers: number[] = [];
const without: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  // Who is first changes, or the second one would always find a warmer machine.
  const order = round % 2 === 0 ? [on, off] : [off, on];
  for (const server of order) {
    (server === on ? withPointers : without).push(median(await write(server)));
  }
}
const ratios = withPointers.map((value, i) => value / without[i]!);
console.log(`write, pointers on   ${spread(withPointers, 2)} ms`);
console.log(`write, no Memcached  ${spread(without, 2)} ms`);
console.log(`ratio                ${spread(ratios, 2)}`);

async function write({ url, cookie, todoId }: BenchServer): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < writesPerRound; i += 1) {
    const startedAtMs = performance.now();
    const answer = await fetch(`${url}/api/todos/${todoId}`, {
      method: 'PATCH',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ title: `A to-do to be measured ${i}` }),
    });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`the write failed: ${answer.status}`);
    times.push(performance.now() - startedAtMs);
  }
  return times;
}
