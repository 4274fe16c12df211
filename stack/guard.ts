/**
 * Runs a program that is not ours (memcached, nginx) and would not notice that its launcher is
 * gone: `node stack/guard.ts PROGRAM ARGS...`. It tells its launcher the program's process id,
 * ends when the program ends, and stops the program when it is told to end or its IPC channel breaks.
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
