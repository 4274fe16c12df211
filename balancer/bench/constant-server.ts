/**
 * The cheapest server that node:http makes: every answer is the same 512 bytes of JSON.
 * `node constant-server.ts NAME PORT`
 */
import { createServer } from 'node:http';

const [name = '', port] = process.argv.slice(2);
const content = JSON.stringify({ name, padding: '' }).replace('""}', `"${'x'.repeat(485)}"}`);
const headers = ['Content-Type', 'application/json', 'Content-Length', String(content.length)];

createServer((_request, response) => {
  response.writeHead(200, ['X-Served-By', name, ...headers]).end(content);
}).listen(Number(port), '127.0.0.1');
process.once('disconnect', () => process.exit(0));
