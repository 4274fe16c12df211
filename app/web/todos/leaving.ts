/** A row on screen; a leaving one is on its way out. */
export interface Row<T> {
  item: T;
  leaving: boolean;
}

/**
 * The rows to show for `items`: those that were shown before and are gone now stay as leaving rows
 * behind the row they followed, until they are let go. `keyOf` tells items apart.
 */
export function withLeaving<T>(
  before: readonly Row<T>[],
  items: readonly T[],
  keyOf: (item: T) => string,
): Row<T>[] {
  const here = new Set(items.map(keyOf));
  const rows = items.map((item): Row<T> => ({ item, leaving: false }));
  let anchor: string | undefined;
  for (const { item } of before) {
    if (!here.has(keyOf(item))) {
      const after = rows.findIndex((row) => keyOf(row.item) === anchor);
      rows.splice(after + 1, 0, { item, leaving: true });
    }
    anchor = keyOf(item);
  }
  return rows;
}
