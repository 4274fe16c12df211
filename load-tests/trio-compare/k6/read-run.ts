import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { createGunzip, gunzipSync } from 'node:zlib';
import type { Results } from '../model.ts';
import { type Line, type RunOfFile, Samples } from './samples.ts';
import { readSummary } from './summary.ts';

/** A file without a run in it; the message is one line that begins with its path. */
export class UnreadableError extends Error {}

/** Summaries and results are read as a whole; a file of samples may have any size. */
const mostBytes = 256 * 2 ** 20;

/** Reads a run by the file's content; its name does not matter. Gzip is decompressed. */
export async function readFileOfRun(
  path: string,
): Promise<{ run: RunOfFile } | { results: Results }> {
  const isCompressed = await startsWithGzip(path);
  return (await readSamples(path, isCompressed)) ?? readWhole(path, isCompressed);
}

/** The samples of `--out json=FILE`; undefined if the first line isn't one. */
async function readSamples(path: string, isCompressed: boolean) {
  const samples = new Samples();
  let number = 0;
  for await (const line of linesOf(path, isCompressed)) {
    number++;
    if (line.length === 0) continue;
    const parsed = parseLine(line);
    if (!parsed && number === 1) return undefined;
    if (!parsed) throw new UnreadableError(`${path}: line ${number} is no sample of k6`);
    samples.add(parsed);
  }
  return number > 0 ? { run: samples.run() } : undefined;
}

function parseLine(line: string): Line | undefined {
  try {
    const parsed = JSON.parse(line) as Line | null;
    const isLine = parsed?.type === 'Metric' || parsed?.type === 'Point';
    return isLine && typeof parsed.data === 'object' ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Not node:readline, which takes twice as long. */
async function* linesOf(path: string, isCompressed: boolean): AsyncGenerator<string> {
  const file = createReadStream(path, { highWaterMark: 2 ** 18 });
  const bytes = isCompressed ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => bytes.destroy(error));
  let rest = '';
  for await (const chunk of bytes.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest) yield rest;
}

async function readWhole(path: string, isCompressed: boolean) {
  if ((await stat(path)).size > mostBytes) {
    throw new UnreadableError(`${path}: no samples of k6, and too large for a summary`);
  }
  const json = parseWhole(path, await readFile(path), isCompressed);
  if ((json as Results | null)?.format?.startsWith('trio-compare/')) {
    return { results: checked(path, json as Results) };
  }
  const run = readSummary(json);
  if (run) return { run };
  throw new UnreadableError(`${path}: neither results of k6 (--out json, a summary) nor of Trio`);
}

function parseWhole(path: string, bytes: Buffer, isCompressed: boolean): unknown {
  try {
    return JSON.parse((isCompressed ? gunzipSync(bytes) : bytes).toString());
  } catch (error) {
    throw new UnreadableError(`${path}: no JSON`, { cause: error });
  }
}

function checked(path: string, results: Results): Results {
  if (results.format !== 'trio-compare/1') {
    throw new UnreadableError(
      `${path}: has the format ${results.format}; this reads trio-compare/1`,
    );
  }
  if (!Array.isArray(results.runs) || !Array.isArray(results.sets) || !results.manifest) {
    throw new UnreadableError(`${path}: has no runs, sets or manifest`);
  }
  return results;
}

async function startsWithGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
