/**
 * Whether a server's memory stays where it is. First it is asked for bodies of more than ten times
 * what its own cache may hold; then for a million hits. Prints what node-cache holds and what the
 * process does, along the way.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram } from '../../stack/programs.ts';
import { openBenchServer } from './bench/bench-server.ts';

const limitMb = 8;
const hits = 1_000_000;
const zones = [
  'UTC',
  'Europe/Madrid',
  'Asia/Tokyo',
  'America/Lima',
  'Africa/Cairo',
  'Asia/Kolkata',
];

const wrk = findProgram('wrk');
if (!wrk) throw new Error('npm run bench needs wrk: apt-get install wrk');
await using scope = new AsyncDisposableStack();
const env = { LOCAL_CACHE_MB: String(limitMb) };
const { url, cookie } = await openBenchServer(scope, { memcached: true, env });
await fetch(`${url}/api/lab/cache`, {
  method: 'PUT',
  headers: { cookie, 'content-type': 'application/json' },
  body: JSON.stringify({ mode: 'tiered' }),
});
await fillWithTodos();

console.log(`node-cache may hold ${limitMb} MB`);
let asked = 0;
for (const zone of zones) {
  for (let limit = 50; limit <= 200; limit += 1) {
    const answer = await fetch(`${url}/api/todos?view=today&limit=${limit}&tz=${zone}`, {
      headers: { cookie },
    });
    asked += (await answer.arrayBuffer()).byteLength;
  }
  console.log(`asked for ${(asked / 1e6).toFixed(0).padStart(4)} MB: ${await memory()}`);
}
for (let done = 0; done < hits; ) {
  const args = ['-t1', '-c32', '-d10s', '-H', `Cookie: ${cookie}`, `${url}/api/me`];
  const { stdout } = await promisify(execFile)(wrk, args);
  done += Number(/(\d+) requests in/.exec(stdout)?.[1]);
  console.log(`after ${done.toLocaleString('en').padStart(9)} hits: ${await memory()}`);
}

async function fillWithTodos(): Promise<void> {
  const due = new Date().toISOString().slice(0, 10);
  for (let i = 0; i < 60; i += 1) {
    const todo = { title: `To-do ${i}`, notes: 'x'.repeat(1_500), due };
    await fetch(`${url}/api/todos`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify(todo),
    });
  }
}

async function memory(): Promise<string> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const read = (name: string) =>
    Number(new RegExp(`^${name}\\{.*\\} ([\\d.e+]+)$`, 'm').exec(text)?.[1]) / 1e6;
  const resident = read('process_resident_memory_bytes').toFixed(0);
  return `node-cache ${read('trio_cache_local_bytes').toFixed(1)} MB, process ${resident} MB`;
}
