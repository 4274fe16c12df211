/**
 * JSON of any length over notifications, whose payload must be shorter than 8,000 bytes
 * (https://www.postgresql.org/docs/current/sql-notify.html). A server's counters take some 2 KB, but
 * must arrive whatever was counted, so the JSON is cut into as many chunks as it needs.
 */
const maxChunkBytes = 7_800;

/** Returns `app-1 0/2 …`, `app-1 1/2 …`: each is sent as one notification, in this order. */
export function chunksOf(sender: string, json: string): string[] {
  const text = inAscii(json);
  const count = Math.ceil(text.length / maxChunkBytes);
  return Array.from({ length: count }, (_, i) => {
    const chunk = text.slice(i * maxChunkBytes, (i + 1) * maxChunkBytes);
    return `${sender} ${i}/${count} ${chunk}`;
  });
}

/**
 * Joins the chunks of several senders: returns the JSON with its last chunk, undefined before. Where
 * chunks were lost with a connection, the sender's next first chunk begins anew.
 */
export function createJoiner(): (chunk: string) => string | undefined {
  const begun = new Map<string, string[]>();
  return (chunk) => {
    const [, sender = '', index, count, text = ''] = /^(\S+) (\d+)\/(\d+) (.*)$/s.exec(chunk) ?? [];
    const texts = index === '0' ? [] : (begun.get(sender) ?? []);
    if (texts.length !== Number(index)) return undefined;
    texts.push(text);
    if (texts.length < Number(count)) {
      begun.set(sender, texts);
      return undefined;
    }
    begun.delete(sender);
    return texts.join('');
  };
}

/** Makes each character one byte. Beyond ASCII there is only what JSON's strings can escape. */
function inAscii(json: string): string {
  return json.replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
