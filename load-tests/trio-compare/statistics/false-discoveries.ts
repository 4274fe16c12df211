/**
 * Which of many p-values are discoveries, of which at most 5 % are expected to be false: the
 * procedure of Benjamini & Hochberg, "Controlling the false discovery rate", Journal of the Royal
 * Statistical Society B 57 (1995). It holds for rows that rise and fall together, too, as those of
 * one run do: Benjamini & Yekutieli, Annals of Statistics 29 (2001).
 */
export function discoveries(pValues: number[], rate = 0.05): boolean[] {
  const ascending = [...pValues].sort((one, other) => one - other);
  const limit = ascending.findLast((p, index) => p <= (rate * (index + 1)) / ascending.length);
  return pValues.map((p) => limit !== undefined && p <= limit);
}
