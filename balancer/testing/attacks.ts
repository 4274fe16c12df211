/** One attempt to have two readers of the same bytes disagree about where a request ends. */
export interface Attack {
  name: string;
  /** What is sent on one connection. Somewhere in it is the smuggled request. */
  bytes: string;
  /** The statuses that are right: 400 where the message is malformed. */
  statuses: number[];
  /** Where nginx reads a malformed message in one harmless way instead of refusing it. */
  nginxStatuses?: number[];
}

export const smuggledPath = '/smuggled';
const smuggled = `GET ${smuggledPath} HTTP/1.1\r\nHost: trio\r\n\r\n`;
const chunked = 'Transfer-Encoding: chunked';

function message(line: string, fields: string[], content = ''): string {
  return `${[line, 'Host: trio', ...fields].join('\r\n')}\r\n\r\n${content}`;
}

/** The smuggled request as the content of another one. */
function chunk(content: string): string {
  return `${content.length.toString(16)}\r\n${content}\r\n0\r\n\r\n`;
}

const length = (value: string) => `Content-Length: ${value}`;
const close = 'Connection: close';

/** Content that is allowed where some proxies overlook it: it must stay inside its request. */
const unusualContent = ['GET', 'DELETE', 'OPTIONS', 'POST'].flatMap((method): Attack[] => [
  {
    name: `chunked ${method}`,
    bytes: message(`${method} /a HTTP/1.1`, [chunked], chunk(smuggled)),
    statuses: [200],
  },
  {
    name: `${method} with a length`,
    bytes: message(`${method} /a HTTP/1.1`, [length(String(smuggled.length))], smuggled),
    statuses: [200],
  },
]);

/** Two statements on the length, or one that readers take differently. */
const framing: [name: string, fields: string[], content: string][] = [
  ['length and chunked', [length('4'), chunked], `0\r\n\r\n${smuggled}`],
  ['chunked and length', [chunked, length('4')], chunk(smuggled)],
  ['two lengths', [length('0'), length(String(smuggled.length))], smuggled],
  ['a list of lengths', [length(`0, ${smuggled.length}`)], smuggled],
  ['a signed length', [length(`+${smuggled.length}`)], smuggled],
  ['a negative length', [length('-1')], smuggled],
  ['a hexadecimal length', [length('0x0')], smuggled],
  ['a space before the colon', ['Transfer-Encoding : chunked'], chunk(smuggled)],
  ['a folded field', ['Transfer-Encoding:', ' chunked'], chunk(smuggled)],
  ['a field that begins folded', [' Transfer-Encoding: chunked'], chunk(smuggled)],
  ['a coding that is not last', ['Transfer-Encoding: chunked, identity'], chunk(smuggled)],
  ['an unknown coding', ['Transfer-Encoding: xchunked'], chunk(smuggled)],
  ['two codings', [chunked, 'Transfer-Encoding: identity'], chunk(smuggled)],
  ['a vertical tab', ['Transfer-Encoding: \x0bchunked'], chunk(smuggled)],
  ['a NUL in a name', ['Transfer\0-Encoding: chunked'], chunk(smuggled)],
  ['a bare CR', ['X: a\rTransfer-Encoding: chunked'], chunk(smuggled)],
  ['two Hosts', ['Host: other', length(String(smuggled.length))], smuggled],
  ['a chunk size that overflows', [chunked], `1${'0'.repeat(16)}\r\n${smuggled}`],
  ['a negative chunk size', [chunked], `-1\r\n${smuggled}`],
  ['a chunk size with a prefix', [chunked], `0x10\r\n${smuggled}`],
  ['a chunk longer than it says', [chunked], `1\r\nab\r\n0\r\n\r\n${smuggled}`],
];

/** Bare LF is a line's end to nginx, as RFC 9112, section 2.2, allows, and passed on as CRLF. */
const lenientlyRead: Attack[] = [
  {
    name: 'bare LF',
    bytes: `POST /a HTTP/1.1\nHost: trio\nContent-Length: ${smuggled.length}\n\n${smuggled}`,
    statuses: [400],
    nginxStatuses: [200],
  },
  {
    name: 'bare LF before the coding',
    bytes: message('POST /a HTTP/1.1', [`X: a\n${chunked}`], chunk(smuggled)),
    statuses: [400],
    nginxStatuses: [200],
  },
  {
    name: 'bare LF after a chunk size',
    bytes: message('POST /a HTTP/1.1', [chunked], `1\nZ\r\n0\r\n\r\n`),
    statuses: [400],
    nginxStatuses: [200],
  },
];

const versions: Attack[] = [
  {
    name: 'chunked in HTTP/1.0',
    bytes: message('POST /a HTTP/1.0', [chunked], chunk(smuggled)),
    statuses: [400],
  },
  {
    name: 'chunked and length in HTTP/1.0',
    bytes: message('POST /a HTTP/1.0', [length('4'), chunked], chunk(smuggled)),
    statuses: [400],
  },
  // nginx answers it as HTTP/0.9 had it, by the content alone.
  { name: 'HTTP/0.9', bytes: 'GET /a\r\n\r\n', statuses: [400], nginxStatuses: [0] },
  {
    name: 'HTTP/2 in plain text',
    bytes: message('GET /a HTTP/1.1', [
      'Connection: Upgrade, HTTP2-Settings, close',
      'Upgrade: h2c',
    ]),
    statuses: [200],
  },
  {
    name: 'Trailer',
    bytes: message('GET /a HTTP/1.1', ['Trailer: X-After', close]),
    statuses: [200],
  },
  {
    name: 'a field in the trailer',
    bytes: message(
      'POST /a HTTP/1.1',
      [chunked, close],
      `1\r\nZ\r\n0\r\nContent-Length: ${smuggled.length}\r\nHost: other\r\n\r\n`,
    ),
    // RFC 9110, section 6.5.1, lets the field be dropped, and the message be refused.
    statuses: [200, 400],
  },
];

export const attacks: Attack[] = [
  ...unusualContent,
  ...framing.map(([name, fields, content]) => ({
    name,
    bytes: message('POST /a HTTP/1.1', fields, content),
    statuses: [400, 501],
  })),
  ...lenientlyRead,
  ...versions,
];
