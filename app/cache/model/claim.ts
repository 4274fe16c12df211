import type { Claim, Pointer, Rules, State } from './state.ts';

/** Whether a compare-and-set with `claim` on the item `own` would replace `pointer`. */
export function replaces(
  claim: Claim,
  own: Pointer,
  pointer: Pointer | undefined,
  { shortcut }: Rules,
): boolean {
  if (claim === 'held') return pointer === own;
  // A restarted Memcached numbers its items anew, so the old number may be that of any item.
  return claim === 'cut' && shortcut === 'casOnAnotherConnection' && pointer !== 'absent';
}

export function withPointer(state: State, generation: number, pointer: Pointer): State {
  return { ...state, pointers: state.pointers.with(generation, pointer) };
}
