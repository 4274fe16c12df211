/** `npm start`: the whole stack on this machine, until it is told to stop. */
import { parseConfig } from './config.ts';
import { demo } from './demo-account.ts';
import { type Launched, launch } from './launcher.ts';
import { killAll, StartError } from './process.ts';
import { createProgress, elapsedSeconds } from './progress.ts';

/** A Ctrl-C arrives twice: from the terminal, and from npm, which passes it on. */
const sameSignalMs = 1_000;

// The reader of the output may be gone (`npm start | head`). The stack goes on.
process.stdout.on('error', () => undefined);

const say = createProgress((line) => process.stdout.write(line));
const scope = new AsyncDisposableStack();
const stop = stopSignal();
try {
  const launched = await Promise.race([launch(parseConfig(process.env), scope, say), stop]);
  if (launched) {
    process.stdout.write(summary(launched));
    await stop;
  }
  say('stopping');
  await scope.disposeAsync();
  say('stopped');
  process.exit(0);
} catch (error) {
  await scope.disposeAsync().catch(() => undefined);
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
}

/** Resolves at the first signal to stop. A later one kills everything at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let askedAtMs: number | undefined;
    const onSignal = () => {
      if (askedAtMs !== undefined && performance.now() - askedAtMs > sameSignalMs) {
        killAll();
        process.exit(1);
      }
      askedAtMs ??= performance.now();
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
}

function summary({ baseUrl, adminUrl, cacheMode, servers }: Launched): string {
  const lines = [
    ['Trio', localhost(baseUrl)],
    ['sign in', `${demo.email} with ${demo.password}`],
    ['cache', cacheMode],
    ['servers', servers.map(({ name, url }) => `${name} ${localhost(url)}`).join(', ')],
    ...(adminUrl ? [['balancer', `${localhost(adminUrl)}/upstreams`]] : []),
    ['ready', `after ${elapsedSeconds()} s; Ctrl-C stops it`],
  ];
  return `\n${lines.map(([name = '', value]) => `  ${name.padEnd(9)} ${value}\n`).join('')}\n`;
}

function localhost(url: string): string {
  return url.replace('127.0.0.1', 'localhost');
}
