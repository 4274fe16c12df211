/**
 * The position that puts something between two neighbours, of which either may be missing: the
 * midpoint, or one step beyond the only neighbour. When no number is left between them (after about
 * fifty halvings of one gap) it is the upper one's: the server then puts it after that one, and
 * spreads the positions out again.
 */
export function positionBetween(above: number | undefined, below: number | undefined): number {
  if (above === undefined) return below === undefined ? 0 : below - 1;
  if (below === undefined) return above + 1;
  const middle = above + (below - above) / 2;
  return middle > above && middle < below ? middle : above;
}

/**
 * The position that moves the item at `index` one place up (-1) or down (1) in `items`, which are in
 * order. Undefined where there is no such place.
 */
export function positionAfterMove(
  items: readonly { position: number }[],
  index: number,
  step: -1 | 1,
): number | undefined {
  const passed = items[index + step];
  if (!items[index] || !passed) return undefined;
  const beyond = items[index + 2 * step]?.position;
  return step < 0
    ? positionBetween(beyond, passed.position)
    : positionBetween(passed.position, beyond);
}
