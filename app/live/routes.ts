import { Router } from 'express';
import { sessionOf } from '../accounts/session.ts';
import type { Changes } from './changes.ts';
import { openStream } from './stream.ts';

/** `/api/events`, for who is signed in. */
export function createLiveRouter(changes: Changes): Router {
  const router = Router();

  router.get('/', (req, res) => {
    changes.subscribe(sessionOf(res).credential, openStream(req, res));
  });

  return router;
}
