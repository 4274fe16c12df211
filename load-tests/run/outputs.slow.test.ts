import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Lab } from '../../app/lab/schema.ts';
import { freePort } from '../../stack/ports.ts';
import { testFolder } from '../../testing/folder.ts';
import { until } from '../../testing/polling.ts';
import { requireProgram } from '../../testing/programs.ts';
import { valuesByTag } from '../testing/by-tag.ts';
import { accountsFile, listen } from '../testing/listener.ts';
import { loadForNumbers } from '../testing/run.ts';
import { decompress } from '../testing/snappy.ts';
import { openAccounts, openLab, startSeededStack } from '../testing/stack.ts';

interface Point {
  type: string;
  metric: string;
  data: { tags: Record<string, string> };
}

test('one run, as its outputs and the servers themselves tell it', async (t) => {
  if (!requireProgram(t, 'k6')) return;
  const stack = await startSeededStack(t, 5);
  if (!stack) return;
  const lab = await openLab(stack.baseUrl);
  const accounts = await openAccounts(stack.baseUrl, 5);
  const before = await untilCounted(lab, 2 * accounts.length);
  const prometheus = await listen(t, () => ({ status: 204 }));
  const folder = await testFolder(t);
  const files = { json: join(folder, 'points.json'), report: join(folder, 'report.html') };
  const dashboardPort = await freePort();
  const outputs = ['--out', `json=${files.json}`, '--out', 'experimental-prometheus-rw'];
  const [run, page] = await Promise.all([
    loadForNumbers(t, ['browse', ...outputs], {
      BASE_URL: stack.baseUrl,
      ACCOUNTS_FILE: await accountsFile(t, accounts),
      RATE: '10',
      DURATION: '4s',
      MAX_P99_MS: '10000',
      K6_PROMETHEUS_RW_SERVER_URL: `${prometheus.url}/api/v1/write`,
      K6_PROMETHEUS_RW_PUSH_INTERVAL: '1s',
      K6_WEB_DASHBOARD: 'true',
      K6_WEB_DASHBOARD_PORT: String(dashboardPort),
      K6_WEB_DASHBOARD_EXPORT: files.report,
      K6_WEB_DASHBOARD_PERIOD: '1s',
    }),
    firstPage(`http://127.0.0.1:${dashboardPort}/ui/`),
  ]);
  const { metrics } = run;
  assert.equal(run.code, 0, run.stderr + run.stdout);

  await t.test('JSON has each answer, with its route, outcome and server', async () => {
    const lines = (await readFile(files.json, 'utf8')).trim().split('\n');
    const points = lines
      .map((line) => JSON.parse(line) as Point)
      .filter(({ type, metric }) => type === 'Point' && metric === 'trio_time');
    assert.equal(points.length, metrics.trio_time?.values.count);
    for (const { data } of points) {
      assert.match(data.tags.server ?? '', /^app-[123]$/);
      assert.match(data.tags.outcome ?? '', /^(hit|miss|bypass|none)$/);
      assert.ok(data.tags.route);
    }
  });

  await t.test('Prometheus gets every metric by remote write', () => {
    const received = namesIn(prometheus.heard.map(({ body }) => decompress(body)));
    for (const name of [
      'k6_trio_time_p99',
      'k6_trio_read_time_p99',
      'k6_trio_write_time_p99',
      'k6_trio_hits_rate',
      'k6_trio_cache_total',
      'k6_trio_served_total',
      'k6_checks_rate',
    ]) {
      assert.ok(received.has(name), `${name} is none of ${[...received].join(', ')}`);
    }
    // Nothing failed, so this has no sample: the check tells one name from another.
    assert.ok(!received.has('k6_trio_failures_total'));
  });

  await t.test('the dashboard answers while the run goes on, and exports a report', async () => {
    assert.match(page, /<!doctype html>/i);
    assert.match(await readFile(files.report, 'utf8'), /<html/i);
  });

  await t.test('the summary in JSON has a distribution, and no sessions', () => {
    assert.equal(run.json.setup_data, undefined);
    const values = metrics.trio_read_time?.values ?? {};
    for (const name of ['count', 'min', 'avg', 'med', 'max', 'p(1)', 'p(50)', 'p(99.9)']) {
      assert.ok(Number.isFinite(values[name]), name);
    }
    const percentiles = Object.keys(values)
      .filter((name) => name.startsWith('p('))
      .sort((one, other) => Number(one.slice(2, -1)) - Number(other.slice(2, -1)));
    assert.ok(percentiles.length >= 25, percentiles.join(' '));
    const times = percentiles.map((name) => values[name] ?? Number.NaN);
    assert.deepEqual(
      times,
      times.toSorted((one, other) => one - other),
    );
  });

  await t.test('k6 and the servers count the same', async () => {
    const told = valuesByTag(metrics, 'trio_cache', 'detail');
    const { local = 0, memcached = 0, stored = 0, collapsed = 0, ...bypasses } = told;
    const seen = {
      hitsLocal: local,
      hitsMemcached: memcached,
      misses: stored + collapsed,
      collapsed,
      bypasses: sum(Object.values(bypasses)),
      writes: metrics.trio_write_time?.values.count ?? 0,
    };
    const reads = sum(Object.values(told));
    assert.equal(reads, metrics.trio_read_time?.values.count);
    const after = await untilCounted(lab, 2 * accounts.length + reads);
    const counted = Object.fromEntries(
      Object.entries(after).map(([name, count]) => [name, count - before[name as keyof Counts]]),
    );
    assert.deepEqual(counted, seen);
  });
});

const countNames = [
  'hitsLocal',
  'hitsMemcached',
  'misses',
  'collapsed',
  'bypasses',
  'writes',
] as const;
type Counts = Record<(typeof countNames)[number], number>;

/** What the servers counted in all, once they have told of so many reads. */
async function untilCounted(lab: () => Promise<Lab>, reads: number): Promise<Counts> {
  let counts: Counts | undefined;
  await until(`${reads} reads are counted`, async () => {
    const { servers } = await lab();
    counts = Object.fromEntries(
      countNames.map((name) => [name, sum(servers.map((server) => server[name]))]),
    ) as Counts;
    return counts.hitsLocal + counts.hitsMemcached + counts.misses + counts.bypasses === reads;
  });
  return counts!;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

async function firstPage(url: string): Promise<string> {
  let answer: Response | undefined;
  const isThere = async () => {
    answer = await fetch(url).catch(() => undefined);
    return answer?.ok === true;
  };
  await until(`${url} answers`, isThere, 20_000);
  return answer!.text();
}

/**
 * The metrics' names in Prometheus' write requests: in protobuf, the label `__name__` is followed by
 * the field's tag, the length in a byte, and the name.
 */
function namesIn(requests: Buffer[]): Set<string> {
  const text = requests.map((request) => request.toString('latin1')).join('\n');
  const labels = text.split('__name__').slice(1);
  return new Set(labels.map((label) => label.slice(2, 2 + label.charCodeAt(1))));
}
