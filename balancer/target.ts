import type { IncomingMessage } from 'node:http';
import { limits } from './limits.ts';
import { contentTooLarge, type Problem } from './problem.ts';

/** What to request from the server: an origin-form path, and the Host. */
export interface Target {
  path: string;
  host: string | undefined;
  /** Whether the request has content, by its framing (RFC 9112, section 6.3). */
  hasContent: boolean;
}

/**
 * Returns the request's target in origin-form; the authority of an absolute-form target replaces
 * Host (RFC 9112, section 3.2.2). Returns a Problem for what is not forwarded: another form of
 * target, no Host field or several (section 3.2), a transfer coding other than chunked, any in
 * HTTP/1.0 (section 6.1), another version, TRACE, /metrics, and a Content-Length over the limit.
 */
export function readTarget(request: IncomingMessage): Target | Problem {
  const { 'transfer-encoding': coding, 'content-length': length, host } = request.headers;
  if (request.httpVersionMajor !== 1) return badRequest('The version is not HTTP/1.0 or HTTP/1.1.');
  if (coding !== undefined && request.httpVersion === '1.0') {
    return badRequest('HTTP/1.0 has no transfer codings.');
  }
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
    return { status: 501, detail: 'Of the transfer codings, only chunked is understood.' };
  }
  const hosts = countHosts(request.rawHeaders);
  if (hosts > 1 || (hosts === 0 && request.httpVersion === '1.1')) {
    return badRequest('A request has exactly one Host field.');
  }
  if (request.method === 'TRACE') return { status: 405, detail: 'TRACE is not forwarded.' };
  const form = originForm(request.url!, host);
  if (!form) return badRequest('The request target is neither a path nor a URL.');
  if (isHidden(form.path)) return { status: 404, detail: 'There is no such page.' };
  const sizeBytes = Number(length ?? 0);
  if (sizeBytes > limits.contentBytes) return contentTooLarge;
  return { ...form, hasContent: coding !== undefined || sizeBytes > 0 };
}

function badRequest(detail: string): Problem {
  return { status: 400, detail };
}

function countHosts(raw: readonly string[]): number {
  let hosts = 0;
  for (let i = 0; i < raw.length; i += 2) {
    if (raw[i]!.length === 4 && raw[i]!.toLowerCase() === 'host') hosts++;
  }
  return hosts;
}

function originForm(url: string, host: string | undefined): Omit<Target, 'hasContent'> | undefined {
  if (url.startsWith('/')) return { path: url, host };
  const [, authority, path] = /^http:\/\/([^/?#]+)(.*)$/i.exec(url) ?? [];
  if (!authority) return undefined;
  return { path: path?.startsWith('/') ? path : `/${path ?? ''}`, host: authority };
}

/**
 * A server's own metrics are not for the outside. Express ignores case and a final slash, and cuts
 * a path at a fragment or a byte outside ASCII: all of those are /metrics to it.
 */
function isHidden(path: string): boolean {
  return /^\/metrics\/?(?:[?#\x80-\xff]|$)/i.test(path);
}
