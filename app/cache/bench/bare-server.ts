/**
 * The least that Express can do: one route that returns a constant, of the size of a page of to-dos.
 * What the cache costs is measured against it. Listens on PORT.
 */
import express from 'express';

const body = Buffer.from(JSON.stringify({ todos: 'x'.repeat(2_000), next: null }));

const app = express();
app.get('/', (_req, res) => {
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.setHeader('Content-Length', body.length);
  res.end(body);
});
app.listen(Number(process.env.PORT), '127.0.0.1');
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit());
