import type { Upstream } from './upstream.ts';

/** Chooses the server for a request, or for another try of it; `tried` are the ones it has had. */
export type Selection = (tried?: readonly Upstream[]) => Upstream | undefined;

/**
 * Takes the servers that are up in exact turns, in the order of the calls. One that is not up, or was
 * tried already, is passed over at once and loses its turn. Undefined when there is none.
 */
export function createRoundRobin(upstreams: readonly Upstream[]): Selection {
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
