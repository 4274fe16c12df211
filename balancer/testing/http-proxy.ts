/**
 * http-proxy as its readme has it, with connections kept alive, taking turns: what the balancer is
 * measured against, and the control of the safety tests. `node http-proxy.ts PORT URL...`
 */
import { Agent, createServer } from 'node:http';
import httpProxy from 'http-proxy';

const [port, ...targets] = process.argv.slice(2);
const proxy = httpProxy.createProxyServer({ agent: new Agent({ keepAlive: true }) });
let turn = 0;

createServer((request, response) => {
  proxy.web(request, response, { target: targets[turn++ % targets.length]! }, () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end();
  });
}).listen(Number(port), '127.0.0.1');
process.once('disconnect', () => process.exit(0));
