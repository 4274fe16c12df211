import type { Operation } from './operation.ts';

/** An operation for a test: what isn't given is as usual. */
export function operation(given: Partial<Operation>): Operation {
  const startMs = given.startMs ?? 0;
  return {
    is: 'read',
    what: given.is === 'write' ? 'write' : 'read todo',
    user: 'u1',
    via: 'app-1',
    startMs,
    endMs: startMs + 1,
    outcome: 'ok',
    status: 200,
    servedBy: 'app-1',
    cacheStatus: 'trio; hit; detail=memcached',
    version: undefined,
    values: { 'u1/t1': 'a' },
    ...given,
  };
}
