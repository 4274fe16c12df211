const minutesADay = 1440;

/** The day of a moment in a time zone, as `2026-11-21`. */
export function dayOf(moment: Date, timeZone: string): string {
  return dayFormat(timeZone).format(moment);
}

/** The day something is due on for a reader in `timeZone`; a day without time is the same anywhere. */
export function dueDay(due: string, timeZone: string): string {
  return hasTime(due) ? dayOf(new Date(due), timeZone) : due;
}

/** Whether it is due at a moment, not on a day. */
export function hasTime(due: string): boolean {
  return due.length > 'yyyy-mm-dd'.length;
}

/** `Today`, `Tomorrow`, `Fri 27 Nov`, with the time if it has one: `Today 14:30`. */
export function dueLabel(due: string, today: string, timeZone: string): string {
  const day = shortDay(dueDay(due, timeZone), today);
  return hasTime(due) ? `${day} ${timeFormat(timeZone).format(new Date(due))}` : day;
}

/** A heading for a day: `Tomorrow, Sunday 22 November`. */
export function dayHeading(day: string, today: string): string {
  const long = longDay(day, today);
  const name = relativeDay(day, today);
  return name ? `${name}, ${long}` : long;
}

/** `Sunday 22 November`, with the year if it isn't this one. */
export function longDay(day: string, today: string): string {
  return dayText(day, today, 'long');
}

/** What `<input type="date">` and `<input type="time">` show for a due date, in local time. */
export function splitDue(due: string | null, timeZone: string): { day: string; time: string } {
  if (due === null) return { day: '', time: '' };
  if (!hasTime(due)) return { day: due, time: '' };
  return { day: dueDay(due, timeZone), time: timeFormat(timeZone).format(new Date(due)) };
}

/** The inverse of `splitDue` for the browser's own time zone; a time without a day is no due date. */
export function joinDue(day: string, time: string): string | null {
  if (day === '') return null;
  return time === '' ? day : new Date(`${day}T${time}`).toISOString();
}

/** `day` plus a number of days. */
export function addDays(day: string, days: number): string {
  const moment = new Date(`${day}T00:00:00Z`);
  moment.setUTCMinutes(days * minutesADay);
  return moment.toISOString().slice(0, day.length);
}

function shortDay(day: string, today: string): string {
  return relativeDay(day, today) ?? dayText(day, today, 'short');
}

function relativeDay(day: string, today: string): string | undefined {
  if (day === today) return 'Today';
  if (day === addDays(today, 1)) return 'Tomorrow';
  return day === addDays(today, -1) ? 'Yesterday' : undefined;
}

function dayText(day: string, today: string, length: 'short' | 'long'): string {
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    weekday: length,
    day: 'numeric',
    month: length,
    ...(sameYear ? {} : { year: 'numeric' }),
  })
    .format(new Date(`${day}T00:00:00Z`))
    .replace(',', '');
}

const formats = new Map<string, Intl.DateTimeFormat>();

// Building a format costs about a hundred times as much as using one.
function cached(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, format);
  return format;
}

// Canada writes dates as ISO 8601 does.
function dayFormat(timeZone: string): Intl.DateTimeFormat {
  return cached('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
}

function timeFormat(timeZone: string): Intl.DateTimeFormat {
  return cached('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
}
