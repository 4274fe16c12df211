import { type Request, Router } from 'express';
import type { Pool } from '../../db/pool.ts';
import { answerView, authenticate, sessionOf } from '../accounts/session.ts';
import type { Cache } from '../cache/cache.ts';
import { sendJson } from '../http/answer.ts';
import { idOf, parse } from '../http/parse.ts';
import * as queries from './queries.ts';
import { NewTodo, SummaryQuery, TodoPatch, TodoQuery } from './schema.ts';
import { type Selection, selectTodos } from './select.ts';
import { selectSummary } from './summary.ts';
import { todayIn } from './today.ts';

interface Dependencies {
  cache: Cache;
  pool: Pool;
}

/** `/api/todos`. */
export function createTodosRouter({ cache, pool }: Dependencies): Router {
  const router = Router();
  const answer = answerView({ cache, pool });

  router.get(
    '/',
    answer((req, userId) => {
      const selection = selectionOf(parse(TodoQuery, req.query));
      return { name: selection.name, load: () => selectTodos(pool, userId, selection) };
    }),
  );

  router.get(
    '/:id',
    answer((req, userId) => {
      const id = idOf(req);
      return { name: `todo:${id}`, load: () => queries.selectTodo(pool, userId, id) };
    }),
  );

  router.use(authenticate({ cache, pool }));

  router.post('/', async (req, res) => {
    const { userId } = sessionOf(res);
    const todo = parse(NewTodo, req.body);
    const { id, json } = await cache.write({ userIds: [userId], timing: res.locals.timing }, (tx) =>
      queries.insertTodo(tx, userId, todo),
    );
    res.setHeader('Location', `/api/todos/${id}`);
    sendJson(res, 201, json);
  });

  router.patch('/:id', async (req, res) => {
    const target = targetOf(req, sessionOf(res).userId);
    const patch = parse(TodoPatch, req.body);
    const json = await cache.write({ userIds: [target.userId], timing: res.locals.timing }, (tx) =>
      queries.updateTodo(tx, target, patch),
    );
    sendJson(res, 200, json);
  });

  router.delete('/:id', async (req, res) => {
    const target = targetOf(req, sessionOf(res).userId);
    await cache.write({ userIds: [target.userId], timing: res.locals.timing }, (tx) =>
      queries.trashTodo(tx, target),
    );
    res.status(204).end();
  });

  return router;
}

/** `/api/summary`. */
export function createSummaryRouter({ cache, pool }: Dependencies): Router {
  const router = Router();

  router.get(
    '/',
    answerView({ cache, pool })((req, userId) => {
      const { tz: timeZone } = parse(SummaryQuery, req.query);
      const today = todayIn(timeZone);
      return {
        name: `summary:${timeZone}:${today}`,
        load: () => selectSummary(pool, userId, { timeZone, today }),
      };
    }),
  );

  router.use(authenticate({ cache, pool }));

  return router;
}

function targetOf(req: Request, userId: string): queries.Target {
  return { userId, id: idOf(req), ifMatch: req.headers['if-match'] };
}

/** Fixes the day that *today* means, so that the selection has one answer under one version. */
export function selectionOf(given: TodoQuery): Selection {
  const { view, list, label, q, limit, cursor = '' } = given;
  const hasDay = view === 'today' || view === 'upcoming';
  const [tz, today] = hasDay ? [given.tz, todayIn(given.tz)] : ['', ''];
  const identity = JSON.stringify([view, list, label, q, tz, today]);
  const name = `todos:${JSON.stringify([identity, limit, cursor])}`;
  return { ...given, tz, today, identity, name };
}
