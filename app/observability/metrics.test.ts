import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signUp } from '../../testing/accounts.ts';
import { openTestApps } from '../../testing/apps.ts';

test('the metrics are what was counted, as Prometheus reads it', async (t) => {
  const { url } = (await openTestApps(t))[0]!;
  const client = await signUp(url);
  for (let i = 0; i < 3; i += 1) await client.request('GET', `${url}/api/me`);
  const answer = await fetch(`${url}/metrics`);
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  const value = (name: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(name))
        ?.split(' ')
        .at(-1),
    );
  assert.equal(value('trio_requests_total{server="app-1"}'), 4);
  assert.equal(value('trio_cache_reads_total{outcome="hit",detail="local",server="app-1"}'), 2);
  assert.equal(value('trio_cache_reads_total{outcome="miss",detail="stored",server="app-1"}'), 1);
  assert.equal(value('trio_cache_trusted'), 1);
  assert.match(text, /^trio_cache_state_info\{mode="local",pointers="off",reason="[^"]*",.*\} 1$/m);
  assert.equal(value('trio_postgres_connections{state="waiting",server="app-1"}'), 0);
  const read = (suffix: string, labels: string) =>
    value(`trio_read_seconds_${suffix}{outcome="hit"${labels},server="app-1"}`);
  assert.equal(read('count', ''), 2);
  assert.equal(read('bucket', ',le="+Inf"'), 2);
  const bounds = [...text.matchAll(/trio_read_seconds_bucket\{outcome="hit",le="([\d.e-]+)"/g)];
  const upTo = bounds.map(([, le]) => read('bucket', `,le="${le}"`));
  assert.ok(upTo.length > 10 && upTo.every((count, i) => count >= (upTo[i - 1] ?? 0)));
  assert.ok(read('sum', '') > 0 && read('sum', '') < 2 * Number(bounds.at(-1)![1]));
  // Even a hit in node-cache asks Postgres for the version.
  assert.ok(value('trio_postgres_queries_total') > 3);
  assert.ok(value('process_resident_memory_bytes') > 0);
  // No line is one that a scraper refuses, and none comes twice.
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'));
  for (const line of lines)
    assert.match(line, /^[a-z_]\w*(\{(\w+="[^"]*",?)*\})? [-+\deE.]+(Inf|NaN)?$/);
  const names = lines.map((line) => line.slice(0, line.lastIndexOf(' ')));
  assert.equal(new Set(names).size, names.length);
});
