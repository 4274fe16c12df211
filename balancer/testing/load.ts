import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';

export interface MixedLoadOptions {
  url: string;
  /** Requests under way at once. */
  connections: number;
  /** It ends with the first request after this many for which `isOver` holds. */
  requests: number;
  isOver: () => boolean;
  /** No more than this; a test that shares its machine leaves room for others. */
  requestsPerSecond: number;
}

export interface MixedLoadResult {
  requests: number;
  /** What failed: `GET 502`, `POST other side closed`. */
  failures: string[];
  /** The ids of the POST requests that were answered 200. */
  posted: string[];
}

/** GET and POST requests in turn, each POST with an id of its own, until enough were made. */
export async function runMixedLoad(options: MixedLoadOptions): Promise<MixedLoadResult> {
  const { url, connections, requests, isOver, requestsPerSecond } = options;
  const pool = new Pool(url, { connections });
  const result: MixedLoadResult = { requests: 0, failures: [], posted: [] };
  const startedAt = performance.now();
  const worker = async () => {
    while (result.requests < requests || !isOver()) {
      const number = result.requests++;
      const early = (number / requestsPerSecond) * 1000 - (performance.now() - startedAt);
      if (early > 0) await delay(early);
      await send(pool, number, result);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  await pool.destroy();
  return result;
}

async function send(pool: Pool, number: number, result: MixedLoadResult): Promise<void> {
  const method = number % 2 === 0 ? 'GET' : 'POST';
  const id = `request-${number}`;
  try {
    const { statusCode, body } = await pool.request({
      path: '/work',
      method,
      headers: { 'x-execution-id': id },
      ...(method === 'POST' ? { body: `{"id":"${id}"}` } : {}),
    });
    await body.dump();
    if (statusCode !== 200) result.failures.push(`${method} ${statusCode}`);
    else if (method === 'POST') result.posted.push(id);
  } catch (error) {
    result.failures.push(`${method} ${(error as Error).message}`);
  }
}
