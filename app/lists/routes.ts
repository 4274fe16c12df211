import { Router } from 'express';
import type { Pool } from '../../db/pool.ts';
import { sessionOf } from '../accounts/session.ts';
import type { Cache } from '../cache/cache.ts';
import { sendAnswer, sendJson } from '../http/answer.ts';
import { idOf } from '../http/id.ts';
import { parse } from '../http/problem.ts';
import * as queries from './queries.ts';
import { ListPatch, NewList } from './schema.ts';

/** `/api/lists`, for who is signed in. */
export function createListsRouter({ cache, pool }: { cache: Cache; pool: Pool }): Router {
  const router = Router();

  router.get('/', async (req, res) => {
    const { reading, userId } = sessionOf(res);
    const load = () => queries.selectLists(pool, userId);
    sendAnswer(req, res, await cache.read(reading, 'lists', load, req.headers['if-none-match']));
  });

  router.post('/', async (req, res) => {
    const { userId } = sessionOf(res);
    const list = parse(NewList, req.body);
    const { id, json } = await cache.write([userId], res.locals.timing, ({ db }) =>
      queries.insertList(db, userId, list),
    );
    res.setHeader('Location', `/api/lists/${id}`);
    sendJson(res, 201, json);
  });

  router.get('/:id', async (req, res) => {
    const { reading, userId } = sessionOf(res);
    const id = idOf(req);
    const load = () => queries.selectList(pool, userId, id);
    const answer = await cache.read(reading, `list:${id}`, load, req.headers['if-none-match']);
    sendAnswer(req, res, answer);
  });

  router.patch('/:id', async (req, res) => {
    const { userId } = sessionOf(res);
    const id = idOf(req);
    const patch = parse(ListPatch, req.body);
    const json = await cache.write([userId], res.locals.timing, ({ db }) =>
      queries.updateList(db, userId, { id, patch }),
    );
    sendJson(res, 200, json);
  });

  router.delete('/:id', async (req, res) => {
    const { userId } = sessionOf(res);
    const id = idOf(req);
    await cache.write([userId], res.locals.timing, ({ db, version }) =>
      queries.deleteList(db, userId, { id, version }),
    );
    res.status(204).end();
  });

  return router;
}
