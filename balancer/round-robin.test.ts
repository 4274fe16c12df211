import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRoundRobin } from './round-robin.ts';
import { Upstream, type UpstreamState } from './upstream.ts';

const readinessOf = { up: 'ready', down: 'failed', draining: 'draining' } as const;

function upstreamsIn(...states: UpstreamState[]): Upstream[] {
  return states.map((state, index) => {
    const upstream = new Upstream({ name: `app-${index + 1}`, url: 'http://127.0.0.1:9' });
    upstream.begin(readinessOf[state]);
    return upstream;
  });
}

test('passes over what is down, draining or tried', () => {
  const upstreams = upstreamsIn('up', 'down', 'up', 'draining');
  const select = createRoundRobin(upstreams);
  const names = Array.from({ length: 4 }, () => select()?.name);
  assert.deepEqual(names, ['app-1', 'app-3', 'app-1', 'app-3']);
  assert.equal(select([upstreams[0]!])?.name, 'app-3');
  assert.equal(select(upstreams), undefined);
});

test('shares differ by at most one between changes of state', () => {
  const states = fc.array(fc.constantFrom<UpstreamState>('up', 'down', 'draining'), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(states, fc.nat(200), (given, calls) => {
      const upstreams = upstreamsIn(...given);
      const select = createRoundRobin(upstreams);
      const shares = new Map<Upstream | undefined, number>();
      for (let i = 0; i < calls; i++) {
        const upstream = select();
        shares.set(upstream, (shares.get(upstream) ?? 0) + 1);
      }
      const up = upstreams.filter(({ state }) => state === 'up');
      const counts = up.map((upstream) => shares.get(upstream) ?? 0);
      if (up.length === 0) return shares.get(undefined) === calls || calls === 0;
      return !shares.has(undefined) && Math.max(...counts) - Math.min(...counts) <= 1;
    }),
  );
});

test('two good checks bring a server up, two bad ones down, and it is believed when it drains', () => {
  const [upstream] = upstreamsIn('down') as [Upstream];
  const after = (...checks: Parameters<Upstream['checked']>) => {
    upstream.checked(...checks);
    return upstream.state;
  };
  assert.deepEqual([after('ready'), after('ready')], ['down', 'up']);
  assert.deepEqual([after('failed'), after('ready'), after('failed')], ['up', 'up', 'up']);
  assert.equal(after('failed'), 'down');
  assert.deepEqual([after('ready'), after('ready'), after('draining')], ['down', 'up', 'draining']);
  upstream.refused();
  assert.deepEqual([upstream.state, after('ready'), after('ready')], ['down', 'down', 'up']);
});
