import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { testFolder } from '../../testing/folder.ts';
import { requireProgram } from '../../testing/programs.ts';
import { testScope } from '../../testing/scope.ts';
import { fullResults } from './testing/full-results.ts';

const main = new URL('./main.ts', import.meta.url).pathname;

async function run(program: string, args: string[], cwd?: string) {
  const child = spawn(program, args, { ...(cwd && { cwd }) });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => {
    output.stdout += data;
  });
  child.stderr.on('data', (data) => {
    output.stderr += data;
  });
  const [code] = await once(child, 'close');
  return { code, ...output };
}

const compare = (...args: string[]) => run(process.execPath, [main, ...args]);

/** Setup takes long; visits alternate between two routes, and half of them hit. */
const script = `
import http from 'k6/http';
import { Counter, Rate } from 'k6/metrics';
const hits = new Rate('hits');
const served = new Counter('served');
export const options = {
  iterations: 40,
  thresholds: {
    'http_req_duration{name:odd}': [], 'http_req_duration{name:even}': [],
    'served{server:app-1}': [],
  },
  summaryTrendStats: ['count', 'med', 'p(95)', 'p(99)'],
};
export function setup() { http.get(__ENV.URL + '/slow'); }
export default function () {
  http.get(__ENV.URL + '/' + __ITER, { tags: { name: __ITER % 2 ? 'odd' : 'even' } });
  hits.add(__ITER % 2);
  served.add(1, { server: 'app-1' });
}
export function handleSummary(data) { return { [__ENV.SUMMARY]: JSON.stringify(data, null, 2) }; }
`;

/** Runs k6 itself; every kind of file that it writes, in a folder. */
async function runsOfK6(t: TestContext, k6: string): Promise<string> {
  const folder = await testFolder(t);
  const server = createServer(({ url }, response) => {
    setTimeout(() => response.end('done'), url === '/slow' ? 300 : 2);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  testScope(t).defer(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(`${folder}/script.js`, script);
  const shared = ['run', '-q', '-e', `URL=${url}`, '-e', `SUMMARY=${folder}/summary.json`];
  const outputs = ['--out', 'json=samples.json', '--out', 'json=samples.json.gz'];
  const exports = ['--summary-export', 'legacy.json', 'script.js'];
  const first = await run(k6, [...shared, ...outputs, ...exports], folder);
  assert.equal(first.code, 0, first.stderr);
  return folder;
}

test('all files that k6 writes about a run are read, and agree', async (t) => {
  const k6 = requireProgram(t, 'k6');
  if (!k6) return;
  const folder = await runsOfK6(t, k6);
  const shown = await compare(`${folder}/samples.json`, `${folder}/samples.json.gz`);
  assert.equal(shown.code, 0, shown.stderr);
  assert.match(
    shown.stdout,
    /P99 of all requests .* \(±0 %\),\s+one\s+run\s+each,\s+which\s+can't/s,
  );
  assert.match(shown.stdout, /odd +p50/);
  assert.match(shown.stdout, /hits +50.0 % +50.0 %/);
  // setup() isn't part of the samples, and is of the summaries.
  const other = await compare(`${folder}/summary.json`, `${folder}/legacy.json`, '--out', folder);
  assert.match(other.stdout, /\(±0 %\),\s+one\s+run\s+each/);
  const { runs } = JSON.parse(await readFile(`${folder}/results.json`, 'utf8'));
  assert.deepEqual(runs[0].servers, { 'app-1': 40 });
  assert.equal(runs[0].latencies.find(({ by }: { by: string }) => by === 'all').count, 41);
});

test('a file of samples may be larger than the memory', async (t) => {
  const file = `${await testFolder(t)}/large.json`;
  const kind = { type: 'trend', contains: 'time' };
  const data = {
    time: '2026-11-25T01:58:51Z',
    value: 5,
    tags: { name: 'one', url: 'x'.repeat(400) },
  };
  const metric = 'http_req_duration';
  const head = `${JSON.stringify({ type: 'Metric', metric, data: kind })}\n`;
  await writeFile(
    file,
    head + `${JSON.stringify({ type: 'Point', metric, data })}\n`.repeat(100_000),
  );
  const limit = '--max-old-space-size=20';
  const answer = await run(process.execPath, [limit, main, file, file, '--label-b', 'again']);
  assert.equal(answer.code, 0, answer.stderr);
  assert.match(answer.stdout, /all +p99 +5.00 ms/);
  // The control: the limit is one that the file doesn't fit in.
  const whole = `require('fs').readFileSync(${JSON.stringify(file)}, 'latin1').split('\\n').filter(Boolean).map((line) => JSON.parse(line))`;
  assert.match((await run(process.execPath, [limit, '-e', whole])).stderr, /heap out of memory/);
});

test('results are compared with results, or shown again', async (t) => {
  const folder = await testFolder(t);
  await writeFile(`${folder}/one.json`, JSON.stringify(fullResults()));
  const again = await compare(`${folder}/one.json`, '--out', `${folder}/report`);
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stdout, /^With memcached instead of off/);
  assert.match(await readFile(`${folder}/report/report.html`, 'utf8'), /<h1>With memcached/);
  const other = fullResults();
  other.manifest.machine = 'another';
  await writeFile(`${folder}/other.json`, JSON.stringify(other));
  const refused = await compare(`${folder}/one.json`, `${folder}/other.json`);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /not made in the same way:\n {2}machine/);
});

test('what can not be read is said in one line', async (t) => {
  const folder = await testFolder(t);
  await writeFile(`${folder}/text.json`, 'no json');
  await writeFile(`${folder}/other.json`, '{"a": 1}');
  await writeFile(`${folder}/cut.json`, '{"type":"Metric","metric":"a","data":{}}\n{"type":"Po');
  const cases: [args: string[], code: number, message: RegExp][] = [
    [['none.json', 'none.json'], 1, /^trio-compare: none.json: there is no such file or folder\n$/],
    [[`${folder}/text.json`, 'b'], 1, /^trio-compare: .*text.json: no JSON\n$/],
    [[`${folder}/other.json`, 'b'], 1, /^trio-compare: .*other.json: neither results of k6.*\n$/],
    [[`${folder}/cut.json`, 'b'], 1, /^trio-compare: .*cut.json: line 2 is no sample of k6\n$/],
    [[], 2, /^trio-compare: two sets of results are compared; 0 were given \(--help\)\n$/],
    [['a', 'b', '--nope'], 2, /^trio-compare: .*--nope.*\n$/],
  ];
  for (const [args, code, message] of cases) {
    const answer = await compare(...args);
    assert.equal(answer.code, code, answer.stderr);
    assert.match(answer.stderr, message);
  }
  assert.match((await compare('--help')).stdout, /^trio-compare A B/);
});

test('what is shipped imports nothing from outside of its folder', async () => {
  const folder = new URL('./', import.meta.url);
  const outside = (source: string, file: string) =>
    [...source.matchAll(/from '([^']+)'/g)]
      .map(([, specifier]) => specifier!)
      .filter((specifier) => !specifier.startsWith('node:'))
      .filter(
        (specifier) => !new URL(specifier, new URL(file, folder)).href.startsWith(folder.href),
      );
  const files = globSync('**/*.ts', { cwd: folder.pathname });
  for (const file of files.filter((name) => !name.endsWith('.test.ts'))) {
    assert.deepEqual(outside(await readFile(new URL(file, folder), 'utf8'), file), [], file);
  }
  // The control: this file does.
  const own = await readFile(new URL('main.test.ts', folder), 'utf8');
  assert.equal(outside(own, 'main.test.ts').length > 2, true);
});
