const count = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** `12,345` */
export function formatCount(value: number | undefined): string {
  return value === undefined ? '–' : count.format(value);
}

/** `12,345`, and `0.3` where it is less than ten. */
export function formatRate(value: number | undefined): string {
  if (value === undefined || value >= 10 || Number.isInteger(value)) return formatCount(value);
  return value.toFixed(1);
}

/** `87 %`, or a dash where there is nothing to divide by. */
export function formatShare(share: number | undefined): string {
  return share === undefined ? '–' : `${Math.round(share * 100)} %`;
}

/** `1.2 MB`, in decimal units. */
export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined) return '–';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

/** Two digits that matter, `0.42 ms` or `13 ms`; from a thousand on in seconds. */
export function formatMs(ms: number | undefined): string {
  if (ms === undefined) return '–';
  if (ms === 0) return '0 ms';
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${ms >= 10 ? Math.round(ms) : ms.toFixed(ms >= 1 ? 1 : 2)} ms`;
}

/** `10:05:07`, on the reader's clock. */
export function formatTime(atMs: number): string {
  return time.format(atMs);
}
