import type { CacheMode } from '../app/cache/mode.ts';
import { type Config, portsOf } from './config.ts';
import { isPortFree } from './ports.ts';
import { StartError } from './process.ts';

/** The mode to start with: as asked for, or the best that there is the means for. */
export function chooseCacheMode(asked: CacheMode | undefined, hasMemcached: boolean): CacheMode {
  if (hasMemcached) return asked ?? 'memcached';
  if (asked === 'memcached' || asked === 'tiered') {
    throw new StartError(
      `CACHE_MODE: ${asked} needs a Memcached: install one (apt-get install memcached), ` +
        'or name yours in MEMCACHED_SERVERS',
    );
  }
  return asked ?? 'local';
}

/** Throws a StartError that names the variable of each port that something else listens on. */
export async function requireFreePorts(config: Config): Promise<void> {
  const taken: string[] = [];
  for (const { variable, port } of portsOf(config)) {
    const reason = await whyNot(port);
    if (reason) taken.push(`${variable}: port ${port} ${reason}`);
  }
  if (taken.length > 0) throw new StartError(taken.join('; '));
}

async function whyNot(port: number): Promise<string | undefined> {
  try {
    return (await isPortFree(port)) ? undefined : 'is taken by another program';
  } catch (error) {
    return `can't be used (${(error as NodeJS.ErrnoException).code})`;
  }
}
