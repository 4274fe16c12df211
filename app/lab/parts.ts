/**
 * JSON of any length over notifications, whose payload must be shorter than 8,000 bytes
 * (https://www.postgresql.org/docs/current/sql-notify.html). A report takes some 2 KB, but has to
 * arrive whatever was counted: it is cut into as many parts as it needs.
 */
const longestPart = 7_800;

/** `app-1 0/2 …`, `app-1 1/2 …`: each is to be sent as one notification, in this order. */
export function partsOf(sender: string, json: string): string[] {
  const text = inAscii(json);
  const count = Math.ceil(text.length / longestPart);
  return Array.from({ length: count }, (_, i) => {
    const part = text.slice(i * longestPart, (i + 1) * longestPart);
    return `${sender} ${i}/${count} ${part}`;
  });
}

/**
 * Puts the parts of several senders together again: returns the JSON with its last part, before that
 * undefined. A sender whose parts got lost with a connection begins anew with the next first part.
 */
export function createJoiner(): (part: string) => string | undefined {
  const begun = new Map<string, string[]>();
  return (part) => {
    const [, sender = '', index, count, text = ''] = /^(\S+) (\d+)\/(\d+) (.*)$/s.exec(part) ?? [];
    const parts = index === '0' ? [] : (begun.get(sender) ?? []);
    if (parts.length !== Number(index)) return undefined;
    parts.push(text);
    if (parts.length < Number(count)) {
      begun.set(sender, parts);
      return undefined;
    }
    begun.delete(sender);
    return parts.join('');
  };
}

/** So that a character is a byte. Beyond ASCII there is only what JSON's strings can escape. */
function inAscii(json: string): string {
  return json.replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
