import assert from 'node:assert/strict';
import { STATUS_CODES } from 'node:http';
import type { TestContext } from 'node:test';
import pg from 'pg';
import type { CacheMode } from '../app/cache/mode.ts';
import type { FieldError } from '../app/http/problem.ts';
import {
  type Client,
  openTestApps,
  signUp,
  type TestApp,
  type TestAppsOptions,
  until,
} from './apps.ts';
import { startTestMemcached } from './memcached.ts';

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  errors?: FieldError[];
}

/** The body of an answer that must be a problem of this status, in the form and with the headers of all. */
export async function problemOf(response: Response, status: number): Promise<ProblemBody> {
  const text = await response.text();
  assert.equal(response.status, status, text);
  assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json\b/);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  const body = JSON.parse(text) as ProblemBody;
  assert.equal(body.type, 'about:blank');
  assert.equal(body.title, STATUS_CODES[status]);
  assert.equal(body.status, status);
  assert.ok(body.detail);
  assert.equal(body.instance, `/requests/${response.headers.get('x-request-id')}`);
  return body;
}

/** The fields that a 422 names. */
export async function badFieldsOf(response: Response): Promise<string[]> {
  const { errors } = await problemOf(response, 422);
  assert.ok(errors && errors.length > 0, 'a 422 names its fields');
  for (const { message } of errors) assert.ok(message);
  return errors.map(({ field }) => field);
}

/** The JSON of an answer that must have this status. */
export async function jsonOf<T>(response: Response, status = 200): Promise<T> {
  const text = await response.text();
  assert.equal(response.status, status, text);
  return JSON.parse(text) as T;
}

/** A connection to a test's database, for what the API has no way to do. */
export async function openConnection(t: TestContext, databaseUrl: string): Promise<pg.Client> {
  const connection = new pg.Client(databaseUrl);
  connection.on('error', () => undefined);
  await connection.connect();
  t.after(() => connection.end());
  return connection;
}

export interface ServerSentEvent {
  event: string;
  data: string;
}

export interface EventStream {
  response: Response;
  /** All events so far. */
  events: ServerSentEvent[];
  /** Comments so far, such as the ones that keep the connection alive. */
  comments: number;
  ended: boolean;
  /** Goes away, as a browser does whose page is closed. */
  abort(): void;
}

/** Opens a stream of server-sent events and collects what arrives; it is left after the test. */
export async function openEvents(t: TestContext, client: Client, url: string) {
  const leaving = new AbortController();
  t.after(() => leaving.abort());
  const { cookie } = client;
  const response = await fetch(url, { headers: { cookie }, signal: leaving.signal });
  assert.equal(response.status, 200);
  const events: ServerSentEvent[] = [];
  const abort = () => leaving.abort();
  const stream: EventStream = { response, events, comments: 0, ended: false, abort };
  void collect(stream);
  return stream;
}

async function collect(stream: EventStream): Promise<void> {
  let text = '';
  try {
    for await (const chunk of stream.response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) take(stream, block);
    }
  } catch {
    // The connection was cut, here or there.
  }
  stream.ended = true;
}

function take(stream: EventStream, block: string): void {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const [event, data] = [field('event'), field('data')];
  if (block.startsWith(':')) stream.comments += 1;
  if (event && data !== undefined) stream.events.push({ event, data });
}

/** Which `Cache-Status` a read repeated in this mode has. */
const repeated: Record<CacheMode, string> = {
  off: 'trio; fwd=bypass; detail=off',
  local: 'trio; hit; detail=local',
  memcached: 'trio; hit; detail=memcached',
  tiered: 'trio; hit; detail=local',
};

/**
 * Servers that cache in this mode, with a user signed up at the first; ready once all serve that
 * user from the cache. Undefined where the test is skipped for want of memcached.
 */
export async function openCachingApps(
  t: TestContext,
  mode: CacheMode,
  options: TestAppsOptions = {},
): Promise<{ apps: TestApp[]; client: Client } | undefined> {
  const memcached = mode === 'off' || mode === 'local' ? [] : [await startTestMemcached(t)];
  if (memcached.includes(undefined)) return undefined;
  const servers = memcached.map((started) => started!.server);
  const apps = await openTestApps(t, { servers: 3, mode, memcached: servers, ...options });
  const client = await signUp(apps[0]!.url);
  for (const { url } of apps) {
    await until(`${repeated[mode]} at ${url}`, async () => {
      const response = await client.request('GET', `${url}/api/me`);
      await response.arrayBuffer();
      return response.headers.get('cache-status') === repeated[mode];
    });
  }
  return { apps, client };
}
