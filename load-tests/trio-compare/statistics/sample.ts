export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
}

/** The square of the standard error of the mean, from two values up. */
export function varianceOfMean(values: ArrayLike<number>): number {
  const center = mean(values);
  let squares = 0;
  for (let index = 0; index < values.length; index++) squares += (values[index]! - center) ** 2;
  return squares / (values.length - 1) / values.length;
}
