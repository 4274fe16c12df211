import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { testFolder } from '../testing/folder.ts';
import { until } from '../testing/polling.ts';
import { processesNaming } from '../testing/processes.ts';
import { type Service, Supervisor } from './supervisor.ts';

const runsOn = 'setInterval(() => {}, 1000);';
const runsOnWhateverItIsTold = `
  process.on('SIGTERM', () => console.log('told'));
  console.log('up');
  ${runsOn}
`;

async function service(t: TestContext, source: string): Promise<Service> {
  const folder = await testFolder(t);
  const script = join(folder, 'program.mjs');
  await writeFile(script, source);
  return {
    program: { name: 'program', script: [script], logFile: join(folder, 'program.log') },
    isReady: async () => true,
  };
}

test('what ends is started again, each time later', async (t) => {
  const lines: string[] = [];
  const supervision = { restart: true, onEnd: (line: string) => lines.push(line) };
  const supervisor = new Supervisor(await service(t, 'process.exit(3);'), supervision);
  t.after(() => supervisor.stop());
  await supervisor.start();
  await until('it has ended three times', () => lines.length === 3);
  assert.deepEqual(
    lines,
    [0.25, 0.5, 1].map((seconds) => `program ended (exit code 3), again in ${seconds} s`),
  );
});

test('what is stopped stays stopped', async (t) => {
  const lines: string[] = [];
  const supervision = { restart: true, onEnd: (line: string) => lines.push(line) };
  const { program, isReady } = await service(t, runsOn);
  const supervisor = new Supervisor({ program, isReady }, supervision);
  await supervisor.start();
  assert.equal(processesNaming(program.script[0]).length, 1);
  await supervisor.stop();
  assert.deepEqual(processesNaming(program.script[0]), []);
  assert.deepEqual(lines, []);
  await assert.rejects(supervisor.start());
});

test('what is paused runs again when it is started again, and not before', async (t) => {
  const lines: string[] = [];
  const supervision = { restart: true, onEnd: (line: string) => lines.push(line) };
  const { program, isReady } = await service(t, runsOn);
  const supervisor = new Supervisor({ program, isReady }, supervision);
  t.after(() => supervisor.stop());
  for (let round = 0; round < 2; round += 1) {
    await supervisor.start();
    assert.equal(await supervisor.isReady(), true);
    await supervisor.pause();
    assert.equal(await supervisor.isReady(), false);
    assert.deepEqual(processesNaming(program.script[0]), []);
  }
  await supervisor.start();
  assert.deepEqual(lines, []);
  supervisor.kill('SIGKILL');
  await until('its end is reported', () => lines.length === 1);
  assert.equal(lines[0], 'program ended (SIGKILL), again in 0.25 s');
});

test('what does not stop in time is killed, even while it is suspended', async (t) => {
  const { program } = await service(t, runsOnWhateverItIsTold);
  const log = () => readFile(program.logFile, 'utf8');
  const isReady = async () => (await log()) === 'up\n';
  const supervisor = new Supervisor({ program, isReady }, { restart: false });
  await supervisor.start();
  supervisor.kill('SIGSTOP');
  await supervisor.stop(500);
  assert.equal(await log(), 'up\ntold\n');
  assert.deepEqual(processesNaming(program.script[0]), []);
});

test('what ends before it is ready fails the start with the last line it wrote', async (t) => {
  const { program } = await service(t, `console.error('no such port'); process.exit(1);`);
  const supervisor = new Supervisor({ program, isReady: async () => false }, { restart: true });
  await assert.rejects(supervisor.start(), {
    name: 'StartError',
    message: `program ended (exit code 1): no such port (${program.logFile})`,
  });
});

test('what can not happen throws: a start while it runs', async (t) => {
  const supervisor = new Supervisor(await service(t, runsOn), { restart: false });
  t.after(() => supervisor.stop());
  await supervisor.start();
  await assert.rejects(supervisor.start(), /program: it runs already/);
});

test('a start that fails leaves nothing running, and can be tried again', async (t) => {
  const { program } = await service(t, runsOn);
  let isReady = async (): Promise<boolean> => {
    throw new Error('it can not be asked');
  };
  const supervisor = new Supervisor({ program, isReady: () => isReady() }, { restart: false });
  t.after(() => supervisor.stop());
  await assert.rejects(supervisor.start(), /it can not be asked/);
  assert.deepEqual(processesNaming(program.script[0]), []);
  isReady = async () => true;
  await supervisor.start();
});
