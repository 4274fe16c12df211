import type { Upstream } from './upstream.ts';

/** Chooses the server for a request, or for another try of it; `tried` are the ones that had it. */
export type SelectUpstream = (tried?: readonly Upstream[]) => Upstream | undefined;

/**
 * Selects the servers that are up in exact turns. A server that is not up, or was tried already, is
 * skipped at once and loses its turn. Undefined when there is none.
 */
export function createRoundRobin(upstreams: readonly Upstream[]): SelectUpstream {
  let next = 0;
  return (tried) => {
    for (let step = 0; step < upstreams.length; step++) {
      const index = (next + step) % upstreams.length;
      const upstream = upstreams[index]!;
      if (upstream.state !== 'up' || tried?.includes(upstream)) continue;
      next = (index + 1) % upstreams.length;
      return upstream;
    }
    return undefined;
  };
}
