import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { never } from '../testing/polling.ts';
import { testScope } from '../testing/scope.ts';
import { type Attack, attacks, smuggledPath } from './testing/attacks.ts';
import { type BalancerKind, startBalancer, testKinds } from './testing/both.ts';
import { startHttpProxy } from './testing/control.ts';
import { openRaw } from './testing/raw.ts';

testKinds('executes no smuggled request', {}, async (t, kind) => {
  const lenient = await startLenientServer(t);
  const upstreams = [{ name: 'lenient', url: lenient.url }];
  const { port, url } = await startBalancer(t, { kind, upstreams });
  const found: string[] = [];
  for (const attack of attacks) {
    found.push(...(await faultsOf(port, attack, { kind, executed: lenient.executed })));
  }
  assert.deepEqual(found, []);
  assert.equal((await fetch(url)).status, 200);
});

test('the control: stock http-proxy is caught by the same attacks', async (t) => {
  const lenient = await startLenientServer(t);
  const { port, process } = await startHttpProxy(t, [lenient]);
  const found = new Map<string, string[]>();
  for (const attack of attacks.filter(({ name }) => name !== 'Trailer')) {
    const faults = await faultsOf(port, attack, { kind: 'node', executed: lenient.executed });
    if (faults.length > 0) found.set(attack.name, faults);
  }
  for (const name of ['chunked DELETE', 'chunked OPTIONS']) {
    assert.deepEqual(found.get(name), [`${name}: it was executed`]);
  }
  const trailer = attacks.find(({ name }) => name === 'Trailer')!;
  openRaw(port, trailer.bytes);
  await process.ended();
});

interface Seen {
  kind: BalancerKind;
  executed: string[];
}

/** What went wrong when the attack was tried: its request was executed, or the status isn't right. */
async function faultsOf(port: number, attack: Attack, { kind, executed }: Seen): Promise<string[]> {
  executed.length = 0;
  const status = await statusOfAnswer(port, attack.bytes);
  const faults: string[] = [];
  const isExecuted = () => executed.some((path) => path.includes(smuggledPath));
  await never('its request is executed', isExecuted, {
    forMs: 30,
    because: 'it would follow at once on the request that carried it',
  }).catch(() => faults.push(`${attack.name}: it was executed`));
  const right = (kind === 'nginx' && attack.nginxStatuses) || attack.statuses;
  if (!right.includes(status)) faults.push(`${attack.name}: answered ${status}`);
  return faults;
}

/** The status of the first answer; 0 where the connection was closed without one. */
async function statusOfAnswer(port: number, bytes: string): Promise<number> {
  const socket = openRaw(port, bytes);
  const ended = once(socket, 'end').then(() => '');
  const answered = once(socket, 'data').then(String);
  const tooLate = delay(5_000, '', { ref: false });
  const answer = await Promise.race([answered, ended, tooLate]).catch(() => '');
  socket.destroy();
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0);
}

/** A server that accepts what Node's parser can be made to accept, and notes what it executes. */
async function startLenientServer(t: TestContext) {
  const executed: string[] = [];
  const server = createServer({ insecureHTTPParser: true }, async (request, response) => {
    if (request.url !== '/readyz' && request.url !== '/livez') executed.push(request.url!);
    await request.toArray().catch(() => undefined);
    response.end('done');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  testScope(t).defer(() => {
    server.close();
    server.closeAllConnections();
  });
  return { executed, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
