/**
 * What one open Lab page costs: the throughput of three servers behind the balancer, reading from the
 * cache, while a stream of the laboratory's events is read, against the same without one. The two
 * alternate within each round; the ratio is the median of the rounds' ratios.
 */

import { runWrk } from '../../balancer/bench/wrk.ts';
import { openStack } from '../../stack/stack.ts';
import { adminEmail, signUp } from '../../testing/accounts.ts';
import { median, spread } from '../cache/bench/statistics.ts';

const rounds = 21;
const seconds = 2;
const connections = 32;
const goal = 0.02;

await using scope = new AsyncDisposableStack();
const { baseUrl } = await openStack(
  { cacheMode: 'memcached', memcached: 'start', serverEnv: { ADMIN_EMAIL: adminEmail } },
  scope,
);
const cookie = await openAdmin();
console.log(`${rounds} rounds of ${seconds} s each, ${connections} connections`);

await measure();
const watched: number[] = [];
const alone: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  // Who is first changes, or the second one would always find a warmer machine.
  for (const isWatched of round % 2 === 0 ? [true, false] : [false, true]) {
    if (isWatched) watched.push(await measureWatched());
    else alone.push(await measure());
  }
}
const ratios = watched.map((value, i) => value / alone[i]!);
const costs = 1 - median(ratios);
console.log(`with a Lab page  ${spread(watched, 0)} requests/s`);
console.log(`without          ${spread(alone, 0)} requests/s`);
console.log(`ratio            ${spread(ratios, 3)}`);
console.log(
  `it costs ${(costs * 100).toFixed(1)} % of the throughput; the goal is under ${goal * 100} %`,
);

async function measure(): Promise<number> {
  const headers = [`cookie: ${cookie}`];
  const load = { url: `${baseUrl}/api/todos?view=today`, headers, connections, seconds };
  return (await runWrk(load)).requestsPerSecond;
}

async function measureWatched(): Promise<number> {
  const stream = await openStream();
  const before = stream.events();
  const requestsPerSecond = await measure();
  const told = stream.events() - before;
  await stream.close();
  if (told === 0) throw new Error('the stream told nothing while it was measured');
  return requestsPerSecond;
}

/** Reads the events as a page does, from whichever server the balancer chooses, and counts them. */
async function openStream() {
  const abort = new AbortController();
  const { signal } = abort;
  const answer = await fetch(`${baseUrl}/api/lab/events`, { headers: { cookie }, signal });
  if (!answer.ok) throw new Error(`the stream was refused: ${answer.status}`);
  const decoder = new TextDecoder();
  let events = 0;
  const reading = (async () => {
    for await (const chunk of answer.body!) {
      const text = decoder.decode(chunk, { stream: true });
      events += text.split('event: lab\n').length - 1;
    }
  })().catch(() => undefined);
  return {
    events: () => events,
    async close() {
      abort.abort();
      await reading;
    },
  };
}

/** An admin with five to-dos. */
async function openAdmin(): Promise<string> {
  const { cookie, request } = await signUp(baseUrl, adminEmail);
  for (let i = 1; i <= 5; i += 1) {
    await request('POST', `${baseUrl}/api/todos`, { title: `A to-do to be measured ${i}` });
  }
  return cookie;
}
