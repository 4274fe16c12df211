import { signal } from '@preact/signals';
import { ApiError, readProblem } from './problem.ts';
import { readServedBy, type ServedBy } from './served-by.ts';

/** The server and cache outcome of the last cacheable read. */
export const lastRead = signal<ServedBy | undefined>(undefined);

/** How often the session was found to be over. */
export const unauthorized = signal(0);

const deadlineMs = 15_000;
const rememberedReads = 100;
const remembered = new Map<string, { etag: string; body: unknown }>();

/**
 * GET `path`, as JSON. Asks with If-None-Match where an earlier answer is remembered, and returns
 * that one (the same object) on 304. Throws ApiError, or the signal's AbortError.
 */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const known = remembered.get(path);
  const { response, text } = await request(path, {
    headers: known ? { 'If-None-Match': known.etag } : {},
    cache: 'no-store',
    signal,
  });
  lastRead.value = readServedBy(response.headers) ?? lastRead.value;
  if (response.status === 304 && known) return known.body as T;
  if (response.status === 401) unauthorized.value++;
  if (!response.ok) throw readProblem(response, text);
  const body = parse<T>(text);
  remember(path, response.headers.get('etag'), body);
  return body;
}

/**
 * A request that changes something; answers the JSON body, or undefined when there is none.
 * `ifMatch` is the version that must still be the current one: 412 otherwise.
 */
export async function send<T = undefined>(method: Method, path: string, options: Sending = {}) {
  const headers: Record<string, string> = {};
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (options.ifMatch !== undefined) headers['If-Match'] = `"${options.ifMatch}"`;
  const body = options.body === undefined ? null : JSON.stringify(options.body);
  const keepalive = options.keepalive ?? false;
  const { response, text } = await request(path, { method, headers, body, keepalive });
  // A 401 to a sign-in means a wrong password, not a session that is over.
  if (response.status === 401 && path !== '/api/session') unauthorized.value++;
  if (!response.ok) throw readProblem(response, text);
  return parse<T>(text);
}

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Sending {
  body?: unknown;
  ifMatch?: string;
  /** Lets the request outlive the page. */
  keepalive?: boolean;
}

type Request = Omit<RequestInit, 'signal'> & { signal?: AbortSignal | undefined };

async function request(path: string, { signal, ...init }: Request) {
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    const both = signal ? AbortSignal.any([signal, deadline]) : deadline;
    const response = await fetch(path, { ...init, signal: both });
    return { response, text: await response.text() };
  } catch (cause) {
    if (signal?.aborted) throw cause;
    const unknown = init.method ? ' It may or may not have done what you asked.' : '';
    throw new ApiError(0, `Trio did not answer.${unknown}`, { cause });
  }
}

function parse<T>(text: string): T {
  try {
    return (text === '' ? undefined : JSON.parse(text)) as T;
  } catch (cause) {
    throw new ApiError(502, "Trio's answer could not be read.", { cause });
  }
}

function remember(path: string, etag: string | null, body: unknown): void {
  remembered.delete(path);
  if (etag === null) return;
  remembered.set(path, { etag, body });
  const oldest = remembered.keys().next();
  if (remembered.size > rememberedReads && !oldest.done) remembered.delete(oldest.value);
}
