/**
 * An app server as a balancer sees one, run as a process: `node counting-server.ts NAME PORT FILE`.
 * It appends `method path id` to FILE before it answers a request, so that what was executed can be
 * counted whatever becomes of the process. On SIGTERM it drains just as the app's servers do, though
 * for a shorter time.
 *
 * GET /poison kills the process; /break closes the connection without an answer; /slow answers after
 * 1.5 s; anything else is answered with the name. All of them read the content first.
 */
import { openSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { drain } from '../../app/drain.ts';

/** Longer than the balancer in TypeScript needs to notice. */
const drainMs = 700;

const [name = '', port, file = ''] = process.argv.slice(2);
const executed = openSync(file, 'a');
let draining = false;

const server = createServer(async (request, response) => {
  if (request.url === '/readyz') return response.writeHead(draining ? 503 : 200).end();
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
await drain({
  server,
  delayMs: drainMs,
  startDraining: () => {
    draining = true;
  },
  endStreams: () => undefined,
});
process.exit(0);
