import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Client } from './clients.ts';

/**
 * Fields about one connection, never forwarded (RFC 9110, section 7.6.1), and fields that need
 * them: trailers are dropped, so `Trailer` is; `Expect` was answered here.
 */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'expect',
]);

/** Fields that the balancer sets itself. A client's own are never forwarded. */
const saidByBalancer = new Set(['host', 'forwarded', 'x-real-ip', 'x-request-id']);

export interface ForwardedRequest {
  request: IncomingMessage;
  requestId: string;
  client: Client;
  target: { host: string | undefined };
}

/**
 * Returns the fields for the server, as a flat list of names and values: the client's end-to-end
 * fields in their order and spelling, and X-Forwarded-For, -Proto and -Host. Those say what the
 * socket says, or what a trusted proxy reports.
 */
export function requestHeaders({ request, requestId, client, target }: ForwardedRequest): string[] {
  const raw = request.rawHeaders;
  const named = namedByConnection(request.headers.connection);
  const headers: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    if (hopByHop.has(name) || saidByBalancer.has(name) || named?.has(name)) continue;
    if (name.startsWith('x-forwarded-')) continue;
    headers.push(raw[i]!, raw[i + 1]!);
  }
  const { host } = target;
  if (host !== undefined) headers.push('Host', host);
  if (client.isTrusted) pushWordOfProxy(headers, request.headers, client, host);
  else pushForwarded(headers, client.address, 'http', host);
  headers.push('X-Request-Id', requestId);
  return headers;
}

/**
 * Returns the server's end-to-end fields for the client, with the request's id, as a flat list.
 * `parsed` has the names in lower case, and a list of values for a repeated field.
 */
export function responseHeaders(
  parsed: IncomingHttpHeaders,
  requestId: string,
): (string | string[])[] {
  const { connection } = parsed as Record<string, string | string[] | undefined>;
  const named = namedByConnection(Array.isArray(connection) ? connection.join() : connection);
  const headers: (string | string[])[] = [];
  for (const name in parsed) {
    if (hopByHop.has(name) || name === 'x-request-id' || named?.has(name)) continue;
    headers.push(name, parsed[name]!);
  }
  headers.push('X-Request-Id', requestId);
  return headers;
}

/** The names in a Connection field, in lower case; undefined for the usual fields. */
function namedByConnection(connection: string | undefined): ReadonlySet<string> | undefined {
  if (!connection || connection === 'keep-alive' || connection === 'close') return undefined;
  return new Set(connection.toLowerCase().split(/[\s,]+/));
}

function pushForwarded(headers: string[], addresses: string, proto: string, host?: string): void {
  headers.push('X-Forwarded-For', addresses, 'X-Forwarded-Proto', proto);
  if (host !== undefined) headers.push('X-Forwarded-Host', host);
}

/** Adds the proxy's own address to those that it speaks for (RFC 7239, section 4). */
function pushWordOfProxy(
  headers: string[],
  said: IncomingHttpHeaders,
  { address }: Client,
  host: string | undefined,
): void {
  const one = (name: string) => {
    const value = said[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  const addresses = one('x-forwarded-for');
  const all = addresses ? `${addresses}, ${address}` : address;
  pushForwarded(headers, all, one('x-forwarded-proto') ?? 'http', one('x-forwarded-host') ?? host);
  const forwarded = one('forwarded');
  const node = address.includes(':') ? `"[${address}]"` : address;
  if (forwarded) headers.push('Forwarded', `${forwarded}, for=${node}`);
}
