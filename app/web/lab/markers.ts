import type { Lab, ServerCounters } from '../../lab/schema.ts';

/** A change that somebody made: a switch, an emptying, a stop or start. */
export interface Marker {
  atMs: number;
  label: string;
}

/** The changes between two reports, as short labels in reading order. */
export function labelsBetween(before: Lab, now: Lab): string[] {
  return [...cacheLabels(before, now), ...serverLabels(before, now)];
}

function cacheLabels(before: Lab, now: Lab): string[] {
  const labels: string[] = [];
  const [then, cache] = [before.cache, now.cache];
  if (cache.mode !== then.mode) labels.push(`mode ${cache.mode}`);
  const wasOn = then.pointers === 'on';
  const isOn = cache.pointers === 'on';
  const renewed = cache.generation > then.generation;
  if (wasOn && !isOn) labels.push(cache.reason === 'emptied' ? 'emptied' : 'pointers off');
  // Emptying goes through off and on again; it is one thing, and has had its marker.
  else if (!wasOn && isOn) labels.push(...(then.reason === 'emptied' ? [] : ['pointers on']));
  else if (renewed && (isOn || now.memcached.length === 0)) labels.push('emptied');
  return labels;
}

function serverLabels(before: Lab, now: Lab): string[] {
  return now.servers.flatMap((server) => {
    const then = before.servers.find(({ name }) => name === server.name);
    const label = serverLabel(then, server);
    return label ? [`${server.name} ${label}`] : [];
  });
}

function serverLabel(then: ServerCounters | undefined, now: ServerCounters): string | undefined {
  if (!then) return now.up ? 'up' : undefined;
  const [was, is] = [stateOf(then), stateOf(now)];
  if (was === is) return then.startedAt === now.startedAt ? undefined : 'restarted';
  // It was about to stop, and that it has needs no second marker.
  if (was === 'draining' && is === 'down') return undefined;
  return is === 'draining' ? 'stops' : is;
}

export type ServerState = 'up' | 'draining' | 'down';

export function stateOf({ up, draining }: ServerCounters): ServerState {
  if (!up) return 'down';
  return draining ? 'draining' : 'up';
}
