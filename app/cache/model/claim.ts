import type { Pointer, Rules, State } from './protocol.ts';

/**
 * What a reader or writer knows of the item it put in the pointer's place: nothing, the token to
 * replace just that, or one from a connection that is gone by now (`cut`). In keys, `lost` is one that
 * is held on an item that is gone.
 */
export type Claim = 'none' | 'held' | 'cut' | 'lost';

/** In the place of a generation: there is none. */
export const none = -1;

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
