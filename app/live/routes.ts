import { Router } from 'express';
import { sessionOf } from '../accounts/session.ts';
import type { Changes } from './changes.ts';
import { openStream } from './stream.ts';

/** `/api/events`, behind `authenticate`. */
export function createLiveRouter(changes: Changes): Router {
  const router = Router();

  router.get('/', (req, res) => {
    changes.subscribe(sessionOf(res), openStream(req, res));
  });

  return router;
}
