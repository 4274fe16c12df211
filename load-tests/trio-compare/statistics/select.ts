/**
 * The value that `rank` of the others are not above, by Hoare's selection ("Algorithm 65: Find",
 * 1961); reorders the values. Sorting them all would take most of a comparison's time.
 */
export function select(values: Float64Array, rank: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[(left + right) >> 1]!;
    let [low, high] = [left, right];
    while (low <= high) {
      while (values[low]! < pivot) low++;
      while (values[high]! > pivot) high--;
      if (low > high) break;
      [values[low], values[high]] = [values[high]!, values[low]!];
      low++;
      high--;
    }
    if (rank <= high) right = high;
    else if (rank >= low) left = low;
    else break;
  }
  return values[rank]!;
}
