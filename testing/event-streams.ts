import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { SignedIn } from './accounts.ts';

interface ServerSentEvent {
  event: string;
  data: string;
}

interface EventStream {
  response: Response;
  /** All events so far. */
  events: ServerSentEvent[];
  /** Comments so far, such as the ones that keep the connection alive. */
  comments: number;
  ended: boolean;
  /** Goes away, as a browser does whose page is closed. */
  abort(): void;
}

/** Opens a stream of server-sent events and collects what arrives; it is left after the test. */
export async function openEvents(t: TestContext, client: SignedIn, url: string) {
  const leaving = new AbortController();
  t.after(() => leaving.abort());
  const { cookie } = client;
  const response = await fetch(url, { headers: { cookie }, signal: leaving.signal });
  assert.equal(response.status, 200);
  const events: ServerSentEvent[] = [];
  const abort = () => leaving.abort();
  const stream: EventStream = { response, events, comments: 0, ended: false, abort };
  void collect(stream);
  return stream;
}

async function collect(stream: EventStream): Promise<void> {
  let text = '';
  try {
    for await (const chunk of stream.response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) take(stream, block);
    }
  } catch {
    // The connection was cut, here or there.
  }
  stream.ended = true;
}

function take(stream: EventStream, block: string): void {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const [event, data] = [field('event'), field('data')];
  if (block.startsWith(':')) stream.comments += 1;
  if (event && data !== undefined) stream.events.push({ event, data });
}
