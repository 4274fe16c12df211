import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const tokens = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8');

/** A colour of the light and of the dark theme. */
function colorsOf(name: string): [string, string] {
  const [, light, dark] =
    new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(tokens) ?? [];
  assert.ok(light && dark, name);
  return [light, dark];
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** What has less than it should on the charts' ground, in one of the themes. */
function tooFaint(names: string[], least: number): string[] {
  const grounds = colorsOf('surface');
  return names.filter((name) =>
    colorsOf(name).some((color, theme) => contrast(color, grounds[theme]!) < least),
  );
}

// axe can't look into a canvas.
test('lines have 3 : 1 on the ground of the charts, texts 4.5 : 1, in both themes', () => {
  const lines = [1, 2, 3, 4, 5, 6].map((number) => `chart-${number}`);
  assert.deepEqual(tooFaint(lines, 3), []);
  assert.deepEqual(tooFaint(['muted', 'text'], 4.5), []);
  // Control: of the grid, which is to be faint, it would be noticed.
  assert.deepEqual(tooFaint(['line'], 3), ['line']);
});
