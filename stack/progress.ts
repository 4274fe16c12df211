/** Reports progress, one line at a time. */
export type Say = (line: string) => void;

/** Writes each line with the time since this process started. */
export function createProgress(write: (line: string) => void): Say {
  return (line) => write(`${elapsedSeconds().padStart(6)} s  ${line}\n`);
}

/** Seconds since this process started: `1.2`. */
export function elapsedSeconds(): string {
  return (performance.now() / 1_000).toFixed(1);
}
