/**
 * Runs a program that would outlive its launcher (memcached, nginx): `node stack/guard.ts PROGRAM
 * ARGS...`. It reports the program's process id to its launcher, ends when the program ends, and
 * stops the program on SIGTERM or when its IPC channel breaks.
 */
import { spawn } from 'node:child_process';

const [command = '', ...args] = process.argv.slice(2);
const program = spawn(command, args, { stdio: 'inherit' });
const stop = () => program.kill('SIGTERM');

process.send?.({ pid: program.pid });
process.on('SIGTERM', stop);
process.on('disconnect', stop);
program.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
program.on('exit', (code) => process.exit(code ?? 1));
