/** A listener to a stream of server-sent events. */
export interface Listener {
  event: string;
  onEvent: (data: string) => void;
  /**
   * Called when an event may have been missed: on every connection (it opens after the page was
   * read), and when a reconnection fails (the session may be over).
   */
  onMissed: () => void;
}

const shortestMs = 1_000;
const longestMs = 30_000;

/**
 * Listens to a stream of server-sent events until stopped. Reconnects after 1, 2, 4 ... 30 s, each
 * shortened at random, so that a thousand readers don't come back at once; the browser's own retry
 * gives up at the first 503. A hidden page closes its stream: over HTTP/1.1 a browser has six
 * connections for all tabs together.
 */
export function listen(path: string, { event, onEvent, onMissed }: Listener): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  function connect(): void {
    disconnect();
    source = new EventSource(path);
    source.addEventListener(event, (message) => onEvent((message as MessageEvent<string>).data));
    source.addEventListener('open', () => {
      failures = 0;
      onMissed();
    });
    source.addEventListener('error', retry);
  }

  function retry(): void {
    disconnect();
    if (failures > 0) onMissed();
    const waitMs = Math.min(longestMs, shortestMs * 2 ** failures++);
    timer = setTimeout(connect, waitMs * (0.5 + Math.random() / 2));
  }

  function disconnect(): void {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  }

  function follow(): void {
    if (document.hidden) disconnect();
    else if (!source) connect();
  }

  follow();
  document.addEventListener('visibilitychange', follow);
  window.addEventListener('online', follow);
  return () => {
    disconnect();
    document.removeEventListener('visibilitychange', follow);
    window.removeEventListener('online', follow);
  };
}
