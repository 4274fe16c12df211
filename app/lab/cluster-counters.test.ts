import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Bus } from '../../db/bus.ts';
import { openTestDatabase } from '../../testing/database.ts';
import { until } from '../../testing/polling.ts';
import { Membership } from '../cache/membership.ts';
import { bucketCount, bucketsOf, createHistogram } from '../observability/histogram.ts';
import { ClusterCounters } from './cluster-counters.ts';
import { ServerCounters } from './schema.ts';

/** A server that has counted as much as it can, of everything. */
function worstCase(name: string): ServerCounters {
  const most = Number.MAX_SAFE_INTEGER;
  const counts = Object.fromEntries(
    Object.keys(ServerCounters.shape).map((field) => [field, most]),
  );
  const histogram = createHistogram();
  histogram.counts.fill(most);
  const all = bucketsOf(histogram);
  const latency = { hit: all, miss: all, bypass: all };
  const startedAt = new Date(0).toISOString();
  return ServerCounters.parse({ ...counts, name, up: true, draining: true, startedAt, latency });
}

const silent = 'silent';

/** Servers of these names, each with its reports; one of them may be silent. */
async function openServers(t: TestContext, names: string[]) {
  const { url } = await openTestDatabase(t);
  const servers = await Promise.all(
    names.map(async (name) => {
      const bus = new Bus(url, name);
      t.after(() => bus.close());
      const membership = new Membership(bus, () => ({
        name,
        seq: 0,
        memcached: [],
        reachable: true,
      }));
      const count = () => worstCase(name);
      const reports = name === silent ? undefined : new ClusterCounters({ bus, membership, count });
      await bus.start();
      t.after(() => membership.pause());
      membership.resume();
      return { membership, reports };
    }),
  );
  await until('all know of all', () =>
    servers.every(({ membership }) => membership.members().length === names.length),
  );
  return servers.flatMap(({ reports }) => reports ?? []);
}

test('a report arrives whole, whatever was counted', async (t) => {
  const names = ['app-1', `z${'ä'.repeat(63)}`];
  const servers = await openServers(t, names);
  const expected = names.map(worstCase);
  // Control: in one piece it would not arrive.
  assert.ok(expected.every((report) => JSON.stringify(report).length > 8_000));
  assert.equal(expected[0]!.latency.hit.length, bucketCount);
  for (const reports of servers) assert.deepEqual(await reports.gather(), expected);
});

test('whoever answers is up, though one is silent and several ask at the same time', async (t) => {
  const [first, second] = await openServers(t, ['app-1', 'app-2', silent]);
  // The first one still waits for the silent server when the second one asks.
  const waiting = first!.gather();
  const later = await second!.gather();
  for (const servers of [await waiting, later]) {
    assert.deepEqual(
      servers.map(({ name, up }) => [name, up]),
      [
        ['app-1', true],
        ['app-2', true],
      ],
    );
  }
});
