const formats = new Map<string, Intl.DateTimeFormat>();

/** The date (2026-11-21) that it is now in a time zone, which `timeZoneNamed` has given. */
export function todayIn(timeZone: string, now: Date = new Date()): string {
  let format = formats.get(timeZone);
  if (!format) {
    const fields = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    format = new Intl.DateTimeFormat('en-CA', { timeZone, ...fields });
    formats.set(timeZone, format);
  }
  return format.format(now);
}

const zones = new Map<string, string | undefined>();

/** More names than there are; but they may be written in any case, and an attacker could try all. */
const zonesKept = 1_000;

/**
 * The time zone of a name as Postgres knows it, or undefined where there is none. An abbreviation
 * (CET) becomes a place, because Postgres takes it for an offset without summer time; an offset
 * (+01:00) is none, because Postgres counts it to the west.
 */
export function timeZoneNamed(name: string): string | undefined {
  if (!zones.has(name)) {
    if (zones.size >= zonesKept) zones.clear();
    zones.set(name, resolve(name));
  }
  return zones.get(name);
}

function resolve(name: string): string | undefined {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    // SystemV/... is known to ICU alone.
    return /^(?!SystemV)[A-Z]/.test(timeZone) ? timeZone : undefined;
  } catch {
    return undefined;
  }
}
