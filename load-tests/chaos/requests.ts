import { Pool } from 'undici';
import type { Outcome, Span } from './operation.ts';

/** Where clients send their requests: one of the servers, or the balancer. */
export interface Target {
  name: string;
  connections: Pool;
}

export interface Request {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** What came of a request. */
export interface Reply extends Span {
  outcome: Outcome;
  /** 0 where there was no answer. */
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** The JSON of the answer; where there was none, why not. */
  body: unknown;
}

/**
 * Timeout. A write may wait for locks and for the settling of the cache's state; this is longer.
 */
const timeoutMs = 15_000;

/** Connections to `url`, kept alive; they are closed when the scope is disposed. */
export function openTarget(name: string, url: string, scope: AsyncDisposableStack): Target {
  const connections = new Pool(url, {
    connections: 64,
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  scope.defer(() => connections.destroy());
  return { name, connections };
}

/** Sends a request and reads its answer. Never rejects: a failure is part of the reply. */
export async function send({ connections }: Target, request: Request): Promise<Reply> {
  const { method, path, headers = {}, body } = request;
  const startMs = performance.now();
  try {
    const answer = await connections.request({
      method,
      path,
      headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      body: body ? JSON.stringify(body) : null,
    });
    const text = await answer.body.text();
    const endMs = performance.now();
    const { statusCode: status } = answer;
    const isJson = `${answer.headers['content-type']}`.includes('json');
    const content: unknown = text && isJson ? JSON.parse(text) : text;
    return { startMs, endMs, outcome: outcomeOf(status), status, ...answer, body: content };
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    const outcome = code === 'ECONNREFUSED' ? 'failed' : 'unknown';
    const endMs = performance.now();
    return { startMs, endMs, outcome, status: 0, headers: {}, body: code ?? message };
  }
}

function outcomeOf(status: number): Outcome {
  if (status >= 500) return 'unknown';
  return status < 400 ? 'ok' : 'failed';
}
