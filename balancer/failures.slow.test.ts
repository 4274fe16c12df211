import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { never, until } from '../testing/polling.ts';
import { type BalancerKind, startBalancer, testKinds } from './testing/both.ts';
import { startCountingServers } from './testing/counting-servers.ts';

// Side by side: each has servers of its own, and most of the time is spent waiting for timeouts.
describe('a balancer whose servers fail', { concurrency: 3 }, () => {
  testKinds('a request that kills its server runs twice at most', {}, async (t, kind) => {
    const { balancer, servers, executed } = await start(t, kind);
    assert.equal((await fetch(`${balancer.url}/poison`)).status, 502);
    assert.equal((await executed()).filter((line) => line.startsWith('GET /poison')).length, 2);
    const statuses = await statusesOf(`${balancer.url}/work`, 100);
    assert.deepEqual([...statuses], [[200, 100]]);
    // The control: it does kill whoever gets it.
    const survivor = servers.find(({ process }) => isRunning(process.pid))!;
    await assert.rejects(fetch(`${survivor.url}/poison`));
  });

  testKinds(
    'when all servers fail, tries stay under 1.2 times the requests plus 3',
    {},
    async (t, kind) => {
      const { balancer, executed } = await start(t, kind);
      const statuses = await statusesOf(`${balancer.url}/break`, 300);
      assert.equal(
        (statuses.get(502) ?? 0) + (statuses.get(503) ?? 0),
        300,
        JSON.stringify([...statuses]),
      );
      const tries = (await executed()).filter((line) => line.startsWith('GET /break')).length;
      t.diagnostic(`${kind}: ${tries} tries of 300 requests`);
      assert.ok(tries > 1 && tries <= 1.2 * 300 + 3, `${tries} tries`);
    },
  );

  testKinds(
    'a server that hangs is out within 2 s, and back when it goes on',
    { nginxInstead: 'gives each request up after 20 s, and then the server for a second' },
    async (t, kind) => {
      const { balancer, servers } = await start(t, kind);
      const hanging = servers[0]!.process;
      hanging.kill('SIGSTOP');
      const stoppedAt = performance.now();
      // All at once, so that some meet it before it is out: two of the six POSTs, by their turns.
      let answered = 0;
      const posts = Array.from({ length: 6 }, async () => {
        const response = await fetch(`${balancer.url}/work`, { method: 'POST' });
        answered += 1;
        return response;
      });
      await until('the others are answered', () => answered === 4);
      const first = await Promise.all(
        Array.from({ length: 6 }, () => timed(`${balancer.url}/work`)),
      );
      assert.deepEqual(new Set(first.map(({ status }) => status)), new Set([200]));
      const slowestMs = Math.max(...first.map(({ ms }) => ms));
      t.diagnostic(`${kind}: the slowest GET took ${Math.round(slowestMs)} ms`);
      if (kind === 'node') {
        await until('it is out', async () => (await states(balancer.adminUrl))[0] === 'down');
        assert.ok(performance.now() - stoppedAt < 2_000 + allowanceMs);
        assert.ok(slowestMs > 300 && slowestMs < 2_000 + allowanceMs);
      } else {
        assert.ok(slowestMs > 19_000 && slowestMs < 25_000);
        const next = await Promise.all(
          Array.from({ length: 6 }, () => timed(`${balancer.url}/work`)),
        );
        assert.ok(Math.min(...next.map(({ ms }) => ms)) < 1_000);
      }
      hanging.kill('SIGCONT');
      // A POST may have been executed: it waits for its server. nginx has answered 504 by now.
      const posted = (await Promise.all(posts)).map(({ status }) => status).sort();
      assert.deepEqual(posted, kind === 'node' ? all(6, 200) : [...all(4, 200), ...all(2, 504)]);
      await until('it serves', async () => (await servedBy(balancer.url)) === 'app-1');
    },
  );

  testKinds('a server that is merely slow stays', {}, async (t, kind) => {
    const { balancer } = await start(t, kind);
    const slow = await Promise.all(Array.from({ length: 9 }, () => timed(`${balancer.url}/slow`)));
    assert.deepEqual([...new Set(slow.map(({ status }) => status))], [200]);
    if (kind === 'node') {
      const response = await fetch(`${balancer.adminUrl}/upstreams`);
      const upstreams = (await response.json()) as { state: string; ejections: number }[];
      for (const { state, ejections } of upstreams) assert.deepEqual([state, ejections], ['up', 0]);
    }
    const servers = new Set<string | null>();
    for (let i = 0; i < 3; i++) servers.add(await servedBy(balancer.url));
    assert.equal(servers.size, 3);
  });

  test('node: when all servers hang, the last one stays, and serves when it goes on', async (t) => {
    const { balancer, servers } = await start(t, 'node');
    for (const { process } of servers) process.kill('SIGSTOP');
    const up = async () =>
      (await states(balancer.adminUrl)).filter((state) => state === 'up').length;
    await until('all but one are out', async () => (await up()) === 1);
    const waiting = fetch(`${balancer.url}/work`);
    await never('the last one is out', async () => (await up()) !== 1, {
      forMs: 2_500,
      because: 'the checks would have taken it out by then',
    });
    for (const { process } of servers) process.kill('SIGCONT');
    assert.equal((await waiting).status, 200);
    await until('all are back', async () => (await up()) === 3);
  });
});

/** For the check's own slowness on a machine that has other things to do. */
const allowanceMs = 500;

async function start(t: TestContext, kind: BalancerKind) {
  const counting = await startCountingServers(t);
  return { ...counting, balancer: await startBalancer(t, { kind, upstreams: counting.servers }) };
}

function all(length: number, status: number): number[] {
  return new Array<number>(length).fill(status);
}

async function statusesOf(url: string, requests: number): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  for (let i = 0; i < requests; i++) {
    const response = await fetch(url);
    await response.text();
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
  }
  return statuses;
}

async function timed(url: string): Promise<{ status: number; ms: number }> {
  const startedAt = performance.now();
  const response = await fetch(url);
  await response.text();
  return { status: response.status, ms: performance.now() - startedAt };
}

async function servedBy(url: string): Promise<string | null> {
  const response = await fetch(`${url}/work`);
  await response.text();
  return response.headers.get('x-served-by');
}

async function states(adminUrl: string): Promise<string[]> {
  const upstreams = await (await fetch(`${adminUrl}/upstreams`)).json();
  return (upstreams as { state: string }[]).map(({ state }) => state);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
