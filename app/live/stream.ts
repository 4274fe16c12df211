import type { Request, Response } from 'express';

/** One client's stream of server-sent events (WHATWG HTML, 9.2). */
export interface Stream {
  /** Sends an event, unless the stream has ended. */
  send(event: string, data: string): void;
  end(): void;
  /** Calls `handler` once, when the stream ends from either side. */
  onEnd(handler: () => void): void;
}

/** Interval of comments, which keep proxies from closing an idle stream. */
const keepAliveMs = 15_000;
/** Closed hourly, so that clients reconnect and new servers get their share. */
const longestMs = 3_600_000;
const reconnectMs = 1_000;
/** A client with more unread bytes is disconnected, rather than buffered for. */
const highWaterBytes = 1_000_000;

/** Answers with a stream. Register its end handlers before anything is awaited. */
export function openStream(req: Request, res: Response): Stream {
  const handlers: Array<() => void> = [];
  res.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  req.socket.setTimeout(0);
  // A write after the end is an error event that nobody handles, and would end the process.
  const write = (text: string) => {
    if (res.writableEnded) return;
    if (res.writableLength > highWaterBytes) res.destroy();
    else res.write(text);
  };
  const end = () => void res.end();
  write(`retry: ${reconnectMs}\n\n`);
  const keepAlive = setInterval(() => write(':\n\n'), keepAliveMs);
  const longest = setTimeout(end, longestMs);
  const ended = () => {
    clearInterval(keepAlive);
    clearTimeout(longest);
    for (const handler of handlers) handler();
  };
  // The stream of a client that left during authentication closes no more.
  if (res.destroyed) process.nextTick(ended);
  else res.once('close', ended);
  if (req.method === 'HEAD') end();
  return {
    send: (event, data) => write(`event: ${event}\ndata: ${data}\n\n`),
    end,
    onEnd: (handler) => void handlers.push(handler),
  };
}
