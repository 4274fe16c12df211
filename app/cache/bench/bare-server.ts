/**
 * What Express costs by itself: routes that return a constant, of the size of a page of to-dos. `/` as
 * Express's own documentation writes it; `/end` with nothing of Express's beyond finding the route: no
 * JSON, no ETag. What the cache costs is measured against them. Listens on PORT.
 */
import express from 'express';

const page = { todos: 'x'.repeat(2_000), next: null };
const body = Buffer.from(JSON.stringify(page));

const app = express();
app.get('/', (_req, res) => {
  res.json(page);
});
app.get('/end', (_req, res) => {
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.setHeader('Content-Length', body.length);
  res.end(body);
});
app.listen(Number(process.env.PORT), '127.0.0.1');
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit());
