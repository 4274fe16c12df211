import { Router } from 'express';
import type { Pool } from '../../db/pool.ts';
import { answerView, authenticate, sessionOf } from '../accounts/session.ts';
import type { Cache } from '../cache/cache.ts';
import { sendJson } from '../http/answer.ts';
import { idOf, parse } from '../http/parse.ts';
import * as queries from './queries.ts';
import { ListPatch, NewList } from './schema.ts';

/** `/api/lists`. */
export function createListsRouter({ cache, pool }: { cache: Cache; pool: Pool }): Router {
  const router = Router();

  const answer = answerView({ cache, pool });
  router.get(
    '/',
    answer((_req, userId) => ({ name: 'lists', load: () => queries.selectLists(pool, userId) })),
  );

  router.get(
    '/:id',
    answer((req, userId) => {
      const id = idOf(req);
      return { name: `list:${id}`, load: () => queries.selectList(pool, userId, id) };
    }),
  );

  router.use(authenticate({ cache, pool }));

  router.post('/', async (req, res) => {
    const { userId } = sessionOf(res);
    const list = parse(NewList, req.body);
    const { id, json } = await cache.write(
      { userIds: [userId], timing: res.locals.timing },
      ({ db }) => queries.insertList(db, userId, list),
    );
    res.setHeader('Location', `/api/lists/${id}`);
    sendJson(res, 201, json);
  });

  router.patch('/:id', async (req, res) => {
    const { userId } = sessionOf(res);
    const id = idOf(req);
    const patch = parse(ListPatch, req.body);
    const json = await cache.write({ userIds: [userId], timing: res.locals.timing }, ({ db }) =>
      queries.updateList(db, userId, { id, patch }),
    );
    sendJson(res, 200, json);
  });

  router.delete('/:id', async (req, res) => {
    const { userId } = sessionOf(res);
    const id = idOf(req);
    await cache.write({ userIds: [userId], timing: res.locals.timing }, ({ db, version }) =>
      queries.deleteList(db, userId, { id, version }),
    );
    res.status(204).end();
  });

  return router;
}
