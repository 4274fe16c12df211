import assert from 'node:assert/strict';
import { suite, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type BalancerKind, startBalancer, testKinds } from './testing/both.ts';
import { type CountingServer, startCountingServers } from './testing/counting-servers.ts';
import { runMixedLoad } from './testing/load.ts';

/**
 * The suite makes fewer requests than the promise is about, and slower, so that it doesn't take the
 * machine from other tests. `RESTART_REQUESTS=50000` makes all of them, as fast as they go.
 */
const isFull = process.env.RESTART_REQUESTS !== undefined;
const requests = Number(process.env.RESTART_REQUESTS ?? 5_000);
const requestsPerSecond = isFull ? Number.POSITIVE_INFINITY : 400;
const connections = isFull ? 8 : 4;
const rounds = 2;
const pauseMs = 300;

suite('restarts under load', { concurrency: isFull ? 1 : 4 }, () => {
  testKinds('a rolling restart loses nothing', {}, async (t, kind) => {
    const { failures, posted, executions } = await restartUnderLoad(t, kind, 'SIGTERM');
    assert.deepEqual(failures, []);
    for (const id of posted) assert.equal(executions.get(id), 1, id);
  });

  testKinds('a crash loses next to nothing, and runs no POST twice', {}, async (t, kind) => {
    const { failures, posted, executions } = await restartUnderLoad(t, kind, 'SIGKILL');
    const lostGets = failures.filter((failure) => failure.startsWith('GET'));
    assert.deepEqual(lostGets, []);
    // A POST that was on a server when it was killed can not be known to be safe to repeat. The fewer
    // requests are under way at once, the fewer those are: at most all of them, at each kill.
    const most = isFull ? 0.0005 * requests : 2 * rounds * 3;
    assert.ok(failures.length <= most, `${failures.length} failed: ${failures}`);
    for (const id of posted) assert.equal(executions.get(id), 1, id);
    assert.equal(Math.max(...executions.values()), 1);
  });
});

/** Ends each server in turn and starts it again, twice over, while requests are made. */
async function restartUnderLoad(t: TestContext, kind: BalancerKind, signal: NodeJS.Signals) {
  const { servers, executed } = await startCountingServers(t);
  const { url } = await startBalancer(t, { kind, upstreams: servers });
  let restarted = false;
  const restarts = restartInTurn(servers, signal).finally(() => {
    restarted = true;
  });
  const isOver = () => restarted;
  const load = runMixedLoad({ url, connections, requests, isOver, requestsPerSecond });
  const [result] = await Promise.all([load, restarts]);
  const executions = countByPost(await executed());
  t.diagnostic(
    `${kind}, ${signal}: ${result.requests} requests, ${result.failures.length} failed ` +
      `${JSON.stringify(result.failures)}, ${executions.size} POSTs executed, none more than ` +
      `${Math.max(...executions.values())} time(s)`,
  );
  return { ...result, executions };
}

async function restartInTurn(servers: CountingServer[], signal: NodeJS.Signals): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const { process } of servers) {
      await delay(pauseMs);
      process.kill(signal);
      await process.ended();
      await process.start();
      // Back in the rotation before the next one goes, as an orchestrator would see to it.
      await delay(2 * pauseMs + pauseMs);
    }
  }
}

/** How often each POST was executed, by its id. */
function countByPost(executed: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of executed) {
    const [method, , id] = line.split(' ');
    if (method === 'POST') counts.set(id!, (counts.get(id!) ?? 0) + 1);
  }
  return counts;
}
