/**
 * An app server as a balancer sees one, run as a process: `node counting-server.ts NAME PORT FILE`.
 * It appends `method path id` to FILE before it answers a request, so that what was executed can be
 * counted whatever becomes of the process. On SIGTERM it drains as the app's servers do: it says so on
 * /readyz, goes on serving for a while, then finishes what it has and ends.
 *
 * GET /poison kills the process; /break closes the connection without an answer; /slow answers after
 * 1.5 s; anything else is answered with the name. All of them read the content first.
 */
import { once } from 'node:events';
import { openSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Longer than the balancer in TypeScript needs to notice. */
const drainMs = 700;
/** Longer than either balancer keeps an idle connection: it has to be the balancer that closes it. */
const idleMs = 4_500;

const [name = '', port, file = ''] = process.argv.slice(2);
const executed = openSync(file, 'a');
let [draining, closing] = [false, false];

const server = createServer(async (request, response) => {
  if (request.url === '/readyz') return response.writeHead(draining ? 503 : 200).end();
  if (closing) response.setHeader('Connection', 'close');
  try {
    for await (const _chunk of request);
  } catch {
    return;
  }
  writeSync(executed, `${request.method} ${request.url} ${request.headers['x-execution-id']}\n`);
  if (request.url === '/poison') process.kill(process.pid, 'SIGKILL');
  if (request.url === '/break') return request.socket.destroy();
  if (request.url === '/slow') await delay(1_500);
  response.setHeader('X-Served-By', name);
  return response.end(name);
});

server.listen(Number(port), '127.0.0.1');
await Promise.race([once(process, 'SIGTERM'), once(process, 'disconnect')]);
draining = true;
await delay(drainMs);
closing = true;
const closed = once(server, 'close');
// A connection that waits to be accepted when the port closes is lost with the request it carries. Right
// after the event loop has polled none waits; and since connections were kept alive until now, there
// are few new ones. Those that are idle aren't closed (as http.Server's own close would), since a
// request may be on its way on them.
setImmediate(() => Server.prototype.close.call(server));
const sweep = setTimeout(() => setInterval(() => server.closeIdleConnections(), 25), idleMs);
await closed;
clearTimeout(sweep);
process.exit(0);
