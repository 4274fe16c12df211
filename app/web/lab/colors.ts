/** The styles that a canvas needs; it can't read custom properties itself. */
export interface Colors {
  line(color: number): string;
  area(color: number): string;
  text: string;
  grid: string;
  marker: string;
  font: string;
}

/** The colours and the font at this place of the page, in the present theme. */
export function readColors(element: HTMLElement): Colors {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const read = (color: string) => {
    probe.style.color = color;
    return getComputedStyle(probe).color;
  };
  const numbers = [1, 2, 3, 4, 5, 6];
  const lines = numbers.map((n) => read(`var(--chart-${n})`));
  const areas = numbers.map((n) => read(`color-mix(in srgb, var(--chart-${n}) 32%, transparent)`));
  const colors: Colors = {
    line: (color) => lines[color - 1]!,
    area: (color) => areas[color - 1]!,
    text: read('var(--muted)'),
    grid: read('var(--line)'),
    marker: read('var(--text)'),
    font: getComputedStyle(probe).fontFamily,
  };
  probe.remove();
  return colors;
}
