const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const form = /^(\d+(\.\d+)?(ms|s|m|h))+$/;

/** A Go duration, such as `90s` or `1h30m`, in ms; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!form.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * units[unit as string]!, 0);
}
