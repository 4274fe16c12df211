import { type Request, Router } from 'express';
import type { Pool } from '../../db/pool.ts';
import { sessionOf } from '../accounts/session.ts';
import type { Cache } from '../cache/cache.ts';
import { sendAnswer, sendJson } from '../http/answer.ts';
import { idOf } from '../http/id.ts';
import { parse } from '../http/problem.ts';
import * as queries from './queries.ts';
import { NewTodo, SummaryQuery, TodoPatch, TodoQuery } from './schema.ts';
import { selectionOf, selectTodos, viewOf } from './select.ts';
import { selectSummary } from './summary.ts';
import { todayIn } from './today.ts';

interface Parts {
  cache: Cache;
  pool: Pool;
}

/** `/api/todos`, for who is signed in. */
export function createTodosRouter({ cache, pool }: Parts): Router {
  const router = Router();

  router.get('/', async (req, res) => {
    const { reading, userId } = sessionOf(res);
    const selection = selectionOf(parse(TodoQuery, req.query));
    const load = () => selectTodos(pool, userId, selection);
    const ifNoneMatch = req.headers['if-none-match'];
    sendAnswer(req, res, await cache.read(reading, viewOf(selection), load, ifNoneMatch));
  });

  router.post('/', async (req, res) => {
    const { userId } = sessionOf(res);
    const todo = parse(NewTodo, req.body);
    const { id, json } = await cache.write([userId], res.locals.timing, (tx) =>
      queries.insertTodo(tx, userId, todo),
    );
    res.setHeader('Location', `/api/todos/${id}`);
    sendJson(res, 201, json);
  });

  router.get('/:id', async (req, res) => {
    const { reading, userId } = sessionOf(res);
    const id = idOf(req);
    const load = () => queries.selectTodo(pool, userId, id);
    const answer = await cache.read(reading, `todo:${id}`, load, req.headers['if-none-match']);
    sendAnswer(req, res, answer);
  });

  router.patch('/:id', async (req, res) => {
    const target = targetOf(req, sessionOf(res).userId);
    const patch = parse(TodoPatch, req.body);
    const json = await cache.write([target.userId], res.locals.timing, (tx) =>
      queries.updateTodo(tx, target, patch),
    );
    sendJson(res, 200, json);
  });

  router.delete('/:id', async (req, res) => {
    const target = targetOf(req, sessionOf(res).userId);
    await cache.write([target.userId], res.locals.timing, (tx) => queries.trashTodo(tx, target));
    res.status(204).end();
  });

  return router;
}

/** `/api/summary`, for who is signed in. */
export function createSummaryRouter({ cache, pool }: Parts): Router {
  const router = Router();

  router.get('/', async (req, res) => {
    const { reading, userId } = sessionOf(res);
    const { tz: timeZone } = parse(SummaryQuery, req.query);
    const today = todayIn(timeZone);
    const load = () => selectSummary(pool, userId, { timeZone, today });
    const view = `summary:${timeZone}:${today}`;
    sendAnswer(req, res, await cache.read(reading, view, load, req.headers['if-none-match']));
  });

  return router;
}

function targetOf(req: Request, userId: string): queries.Target {
  return { userId, id: idOf(req), ifMatch: req.headers['if-match'] };
}
