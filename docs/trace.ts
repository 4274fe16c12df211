/**
 * `npm run trace -- 'GET /api/todos'`: the files and functions of the project that one request passes
 * through at a server, in the order of their first call. It is documentation that can't go stale:
 * `docs/architecture.md` and CONTRIBUTING.md are checked against it.
 *
 * A server in mode `tiered` runs with V8's inspector. Reads are traced as hits. A write is traced
 * until its live event has reached the client. `npm run trace` takes any method and path of the API.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStack } from '../stack/stack.ts';
import { Inspector } from './trace/inspector.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A function that is called in every one of this many windows belongs to the request, not to a timer. */
const windows = 5;

export interface TracedFile {
  path: string;
  /** In the order of their first call: `name:line`. */
  functions: string[];
}

/** Traces a request such as `GET /api/todos`. Files and functions come in the order of first call. */
export async function trace(request: string): Promise<TracedFile[]> {
  const [method = 'GET', path = '/api/todos'] = request.split(' ');
  await using scope = new AsyncDisposableStack();
  const stack = await openStack(
    {
      cacheMode: 'tiered',
      memcached: 'start',
      servers: 1,
      serverEnv: { NODE_OPTIONS: '--inspect=127.0.0.1:0' },
    },
    scope,
  );
  const [server] = stack.servers;
  const client = await signUp(server!.url);
  const ask = () => (method === 'GET' ? client.read(path) : client.write(method, path));
  const inspector = await Inspector.connect(inspectorUrl(stack.folder));
  scope.defer(() => inspector.close());
  if (method !== 'GET') scope.defer(await client.listen());
  // A client reads after each change, so that its session is a hit for the next request.
  const prepare = () => client.read('/api/todos');
  for (let i = 0; i < 20; i += 1) {
    await ask();
    await prepare();
  }
  const called = await inspector.calledInEvery(windows, { work: ask, prepare, matches: isOurs });
  return byFile(await inspector.inOrderOfCall(called, ask));
}

function isOurs(url: string): boolean {
  return url.startsWith('file:') && !url.includes('/node_modules/');
}

function inspectorUrl(folder: string): string {
  const log = readFileSync(join(folder, 'app-1.log'), 'utf8');
  const [url] = /ws:\/\/\S+/.exec(log) ?? [];
  if (!url) throw new Error('the server has no inspector');
  return url;
}

function byFile(calls: { url: string; name: string; line: number }[]): TracedFile[] {
  const files = Map.groupBy(calls, ({ url }) => relative(root, fileURLToPath(url)));
  return [...files].map(([path, functions]) => ({
    path,
    functions: functions.map(({ name, line }) => `${name || '(anonymous)'}:${line}`),
  }));
}

/** A user of the server, who waits for the end of what a request does. */
async function signUp(url: string) {
  const email = 'trace@example.test';
  const content = { 'content-type': 'application/json' };
  const post = { method: 'POST', headers: content };
  const body = JSON.stringify({ email, password: 'a long enough password' });
  const answer = await fetch(`${url}/api/users`, { ...post, body });
  const cookie = answer.headers.getSetCookie()[0]!.split(';', 1)[0]!;
  let events = 0;
  return {
    async read(path: string): Promise<void> {
      const { status, headers, body: stream } = await fetch(url + path, { headers: { cookie } });
      await stream?.cancel();
      if (status !== 200) throw new Error(`${path}: ${status} ${headers.get('cache-status')}`);
    },
    async write(method: string, path: string): Promise<void> {
      const before = events;
      const headers = { cookie, ...content };
      const given = JSON.stringify({ title: 'Trace a request' });
      const { status } = await fetch(url + path, { method, headers, body: given });
      if (status >= 300) throw new Error(`${path}: ${status}`);
      while (events === before) await delay(1);
    },
    /** Counts the user's live events; resolves with how to leave. */
    async listen(): Promise<() => void> {
      const leaving = new AbortController();
      const stream = await fetch(`${url}/api/events`, {
        headers: { cookie },
        signal: leaving.signal,
      });
      const read = async () => {
        for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
          events += chunk.split('event: changed').length - 1;
        }
      };
      read().catch(() => undefined);
      return () => leaving.abort();
    },
  };
}

if (import.meta.main) {
  const files = await trace(process.argv[2] ?? 'GET /api/todos');
  for (const [index, { path, functions }] of files.entries()) {
    console.log(`${String(index + 1).padStart(2)}  ${path}\n      ${functions.join(', ')}`);
  }
  const count = files.reduce((sum, { functions }) => sum + functions.length, 0);
  console.log(`\n${files.length} files, ${count} functions`);
}
