import { type Claim, none, type Rules, type State, type Steps } from './state.ts';

/** Adds what may happen to Memcached: an item is evicted or expires; it is restarted. */
export function memcachedSteps(state: State, rules: Rules, steps: Steps): void {
  for (const [generation, pointer] of state.pointers.entries()) {
    if (pointer === 'absent') continue;
    const to = { ...state, pointers: state.pointers.with(generation, 'absent') };
    steps.push({ by: 'Memcached', does: `evicts the pointer of generation ${generation}`, to });
  }
  steps.push({ by: 'Memcached', does: 'restarts', to: restarted(state, rules) });
}

/** It is empty, its connections are gone, and with them what was under way. */
function restarted(state: State, { shortcut }: Rules): State {
  // A claim is bound to its connection; what it would be without that is another protocol.
  const after = shortcut === 'casOnAnotherConnection' ? 'cut' : 'none';
  const cut = <P extends { claim: Claim; late: number }>(process: P): P => ({
    ...process,
    claim: process.claim === 'none' ? 'none' : after,
    late: none,
  });
  return {
    ...state,
    pointers: state.pointers.map(() => 'absent'),
    readers: state.readers.map(cut),
    writers: state.writers.map(cut),
  };
}
