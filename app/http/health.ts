import { Router } from 'express';

/** Whether this server should be sent traffic; `main.ts` and the drain set it. */
export interface Health {
  /** Undefined while everything is well, otherwise why not. */
  notReady(): string | undefined;
}

/** `/livez`: the process runs. `/readyz`: send it traffic. The names are Kubernetes'. */
export function createHealthRouter(health: Health): Router {
  const router = Router();

  router.get('/livez', (_req, res) => {
    res.set('Cache-Control', 'no-store').type('text/plain').send('alive\n');
  });

  router.get('/readyz', (_req, res) => {
    const reason = health.notReady();
    res.status(reason === undefined ? 200 : 503).set('Cache-Control', 'no-store');
    res.type('text/plain').send(`${reason ?? 'ready'}\n`);
  });

  return router;
}
