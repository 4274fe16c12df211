interface Props {
  /** Shares from 0 to 1, the newest last; gaps where there was nothing to measure. */
  values: readonly (number | undefined)[];
  label: string;
}

const width = 120;
const height = 28;
const points = 60;

/** A share over the last minute, as a line. */
export function Sparkline({ values, label }: Props) {
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path class="sparkline-base" d={`M0 ${height - 1}H${width}`} />
      <path class="sparkline-line" d={linePath(values)} />
    </svg>
  );
}

/** An SVG path with a break wherever a value is missing. */
export function linePath(values: readonly (number | undefined)[]): string {
  const first = points - values.length;
  let pen = 'M';
  return values
    .map((value, index) => {
      if (value === undefined) {
        pen = 'M';
        return '';
      }
      const x = ((first + index) / (points - 1)) * width;
      const y = 1.5 + (1 - value) * (height - 3);
      const step = `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
      pen = 'L';
      return step;
    })
    .join('');
}
