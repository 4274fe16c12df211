import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../seed/random.ts';
import { createZipf } from './zipf.ts';

const count = 50;
const draws = 200_000;

/** Pearson's statistic of drawn ranks against the chances they should have. */
function chiSquare(draw: (random: number) => number, chances: number[]): number {
  const random = createRandom(1);
  const seen = chances.map(() => 0);
  for (let i = 0; i < draws; i += 1) seen[draw(random())]! += 1;
  return chances.reduce((sum, chance, rank) => {
    const expected = chance * draws;
    return sum + (seen[rank]! - expected) ** 2 / expected;
  }, 0);
}

// The 0.999 quantile of the chi-square distribution with 49 degrees of freedom.
const limit = 85.35;

for (const exponent of [0.8, 1, 1.2]) {
  test(`ranks follow Zipf's law with exponent ${exponent}`, () => {
    const zipf = createZipf(count, exponent);
    const statistic = chiSquare(zipf.rank, zipf.chances);
    assert.ok(statistic < limit, `chi-square ${statistic}`);
    const ratio = zipf.chances[0]! / zipf.chances[9]!;
    assert.ok(Math.abs(ratio - 10 ** exponent) < 1e-9);
  });
}

test('the check tells a distribution that is only a little off', () => {
  const statistic = chiSquare(createZipf(count, 1.05).rank, createZipf(count, 1).chances);
  assert.ok(statistic > limit, `chi-square ${statistic}`);
});

test('the ends of the range are the first and the last rank', () => {
  const zipf = createZipf(count);
  assert.equal(zipf.rank(0), 0);
  assert.equal(zipf.rank(1 - Number.EPSILON), count - 1);
});
