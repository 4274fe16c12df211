/** A function as V8 knows it: where it is, and what it is called. */
export interface CalledFunction {
  scriptId: string;
  url: string;
  name: string;
  /** Offsets in the script. */
  start: number;
  end: number;
}

interface Coverage {
  result: {
    scriptId: string;
    url: string;
    functions: {
      functionName: string;
      ranges: { startOffset: number; endOffset: number; count: number }[];
    }[];
  }[];
}

interface Work {
  work: () => Promise<void>;
  /** Runs before each repetition, and is not traced. */
  prepare: () => Promise<void>;
  /** Chooses scripts by their URL. */
  matches: (url: string) => boolean;
}

/** A client of V8's inspector (https://chromedevtools.github.io/devtools-protocol/v8/). */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (message: { result?: unknown; error?: unknown }) => void>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data));
      this.#answers.get(message.id)?.(message);
      this.#answers.delete(message.id);
    });
  }

  static async connect(url: string): Promise<Inspector> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', () => reject(new Error(`no inspector at ${url}`)));
    });
    return new Inspector(socket);
  }

  close(): void {
    this.#socket.close();
  }

  /**
   * The functions of matching scripts that are called in every one of `windows` repetitions of
   * `work`, by precise coverage. A timer that fires in some of the windows is left out that way.
   */
  async calledInEvery(
    windows: number,
    { work, prepare, matches }: Work,
  ): Promise<CalledFunction[]> {
    await this.#send('Profiler.enable');
    await this.#send('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    const seen = new Map<string, { called: CalledFunction; times: number }>();
    for (let i = 0; i < windows; i += 1) {
      await prepare();
      await this.#send('Profiler.takePreciseCoverage');
      await work();
      const { result } = await this.#send<Coverage>('Profiler.takePreciseCoverage');
      for (const called of result.filter(({ url }) => matches(url)).flatMap(functionsOf)) {
        const key = `${called.scriptId}:${called.start}:${called.end}`;
        seen.set(key, { called, times: (seen.get(key)?.times ?? 0) + 1 });
      }
    }
    await this.#send('Profiler.stopPreciseCoverage');
    return [...seen.values()].filter(({ times }) => times === windows).map(({ called }) => called);
  }

  /**
   * The functions in the order of their first call during `work`. Each one has a log point at its
   * first statement: a breakpoint whose condition records the call and never holds.
   */
  async inOrderOfCall(
    functions: CalledFunction[],
    work: () => Promise<void>,
  ): Promise<(CalledFunction & { line: number })[]> {
    await this.#send('Debugger.enable');
    const located: (CalledFunction & { line: number })[] = [];
    for (const [index, called] of functions.entries()) {
      const { scriptSource } = await this.#send<{ scriptSource: string }>(
        'Debugger.getScriptSource',
        { scriptId: called.scriptId },
      );
      const at = (offset: number) => ({
        scriptId: called.scriptId,
        ...positionOf(scriptSource, offset),
      });
      const { locations } = await this.#send<{ locations: object[] }>(
        'Debugger.getPossibleBreakpoints',
        { start: at(called.start), end: at(called.end), restrictToFunction: true },
      );
      const condition = `(globalThis.tracedCalls ??= []).push(${index}), false`;
      if (locations[0])
        await this.#send('Debugger.setBreakpoint', { location: locations[0], condition });
      located.push({ ...called, line: at(called.start).lineNumber + 1 });
    }
    const passes: number[][] = [];
    for (let i = 0; i < 5; i += 1) {
      await this.#send('Runtime.evaluate', { expression: 'globalThis.tracedCalls = []' });
      await work();
      const { result } = await this.#send<{ result: { value: number[] } }>('Runtime.evaluate', {
        expression: 'globalThis.tracedCalls',
        returnByValue: true,
      });
      passes.push([...new Set(result.value)]);
    }
    await this.#send('Debugger.disable');
    // A timer may call a function before the request does. In most passes it doesn't.
    const rankOf = (index: number) =>
      passes.map((pass) => pass.indexOf(index)).sort((a, b) => a - b)[passes.length >> 1]!;
    const ranked = located.map((called, index) => ({ called, rank: rankOf(index) }));
    return ranked.sort((a, b) => a.rank - b.rank).map(({ called }) => called);
  }

  async #send<T>(method: string, params: object = {}): Promise<T> {
    const id = ++this.#lastId;
    const answer = new Promise<{ result?: unknown; error?: unknown }>((resolve) => {
      this.#answers.set(id, resolve);
    });
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await answer;
    if (error) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result as T;
  }
}

/** The functions of a script that were called, without the script itself. */
function functionsOf({ scriptId, url, functions }: Coverage['result'][number]): CalledFunction[] {
  return functions
    .map(({ functionName: name, ranges }) => ({ name, range: ranges[0]! }))
    .filter(({ range }) => range.count > 0 && range.startOffset > 0)
    .map(({ name, range }) => ({
      ...{ scriptId, url, name },
      start: range.startOffset,
      end: range.endOffset,
    }));
}

function positionOf(source: string, offset: number): { lineNumber: number; columnNumber: number } {
  const before = source.slice(0, offset);
  const lineNumber = before.split('\n').length - 1;
  return { lineNumber, columnNumber: offset - (before.lastIndexOf('\n') + 1) };
}
