/**
 * The app server that the checker runs: `app/main.ts` with a protocol that is delayed now and then,
 * can be made to die before it publishes, and may be a wrong one (CHAOS_VARIANT). It resolves the
 * name of Memcached to a proxy of its own. All servers know Memcached by one name, because they hash
 * over the same list.
 */
import dns from 'node:dns';
import { once } from 'node:events';
import { z } from 'zod';
import { openApp } from '../../app/app.ts';
import { protocol as right } from '../../app/cache/pointer.ts';
import { parseConfig, parseEnvironment } from '../../app/config.ts';
import { drain } from '../../app/drain.ts';
import { createRandom } from '../seed/random.ts';
import { dyingBeforePublish } from './failpoint.ts';
import { heldUp } from './hold-ups.ts';
import { variants } from './variants.ts';

/** The name in MEMCACHED_SERVERS. */
const memcachedName = 'memcached';

const holdUpShare = 0.1;

const Environment = z.object({
  CHAOS_MEMCACHED_ADDRESS: z.ipv4(),
  CHAOS_VARIANT: z.enum(Object.keys(variants)).optional(),
  CHAOS_SEED: z.coerce.number().int().default(1),
});

function resolveMemcached(address: string): void {
  const lookup = dns.lookup as (name: string, ...rest: unknown[]) => void;
  const ours = (name: string, ...rest: unknown[]) =>
    lookup(name === memcachedName ? address : name, ...rest);
  dns.lookup = ours as typeof dns.lookup;
}

async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const { CHAOS_MEMCACHED_ADDRESS, CHAOS_VARIANT, CHAOS_SEED } = parseEnvironment(
    Environment,
    process.env,
  );
  resolveMemcached(CHAOS_MEMCACHED_ADDRESS);
  const protocol = CHAOS_VARIANT ? variants[CHAOS_VARIANT]!(right) : right;
  const app = await openApp(
    config,
    heldUp(dyingBeforePublish(protocol), holdUpShare, createRandom(CHAOS_SEED)),
  );
  const server = app.handler.listen(config.PORT, config.HOST);
  await once(server, 'listening');
  const { startDraining, endStreams } = app;
  await drain({ server, delayMs: 0, startDraining, endStreams });
  await app.close();
}

try {
  await main();
  process.exit(0);
} catch (error) {
  process.stderr.write(`chaos server: ${(error as Error).message}\n`);
  process.exit(1);
}
