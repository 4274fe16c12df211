/** SQL for a moment as JSON has it: RFC 3339 in UTC, with milliseconds. */
export function rfc3339(expression: string): string {
  return `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
