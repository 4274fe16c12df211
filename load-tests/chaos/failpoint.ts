import type { Claim, Protocol } from '../../app/cache/pointer.ts';

/** After this signal, a server dies at the failpoint. */
export const armingSignal = 'SIGUSR2';

/**
 * Returns the same protocol with a failpoint: once armed, this process dies between a write's
 * commit and its publishing.
 */
export function dyingBeforePublish(protocol: Protocol): Protocol {
  const markers = new WeakSet<Claim>();
  let armed = false;
  process.on(armingSignal, () => {
    armed = true;
  });
  return {
    ...protocol,
    async mark(key) {
      const claim = await protocol.mark(key);
      markers.add(claim);
      return claim;
    },
    publish(claim, version) {
      if (armed && markers.has(claim)) process.kill(process.pid, 'SIGKILL');
      return protocol.publish(claim, version);
    },
  };
}
