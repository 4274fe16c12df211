import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { renderNginx } from '../../nginx/render.ts';
import { balancerService } from '../../stack/balancer.ts';
import { freePort } from '../../stack/ports.ts';
import { Supervisor } from '../../stack/supervisor.ts';
import { testFolder } from '../../testing/folder.ts';
import { requireProgram } from '../../testing/programs.ts';
import { testScope } from '../../testing/scope.ts';
import { startUpstreams, type TestUpstream } from './upstream.ts';

export type BalancerKind = 'node' | 'nginx';

export interface RunningBalancer {
  kind: BalancerKind;
  /** Origin of the balancer. */
  url: string;
  port: number;
  /** Origin of its admin server; only the one in TypeScript has it. */
  adminUrl: string;
  process: Supervisor;
  /** What it and its servers wrote. */
  logFile: string;
}

export interface BalancedStack extends RunningBalancer {
  upstreams: [TestUpstream, TestUpstream, TestUpstream];
}

/** What a test changes about the balancer. */
interface Settings {
  trustedProxies?: string[];
  connectionsPerAddress?: number;
  /** `NODE_OPTIONS` of the balancer in TypeScript. */
  nodeOptions?: string;
}

export interface BothOptions extends Settings {
  /** What nginx does instead, where it can't keep the promise: it becomes part of the test's name. */
  nginxInstead?: string;
}

/** Registers a test that both balancers have to pass, each in front of three servers of its own. */
export function testBoth(
  name: string,
  run: (t: TestContext, stack: BalancedStack) => Promise<void>,
  options: BothOptions = {},
): void {
  testKinds(name, options, async (t, kind) => {
    await run(t, await startBalanced(t, kind, options));
  });
}

/** The same for tests that start the balancer, and what stands behind it, themselves. */
export function testKinds(
  name: string,
  { nginxInstead }: BothOptions,
  run: (t: TestContext, kind: BalancerKind) => Promise<void>,
): void {
  test(`node: ${name}`, (t) => run(t, 'node'));
  test(`nginx: ${nginxInstead ? `can not: ${name}; it ${nginxInstead}` : name}`, async (t) => {
    if (requireProgram(t, 'nginx')) await run(t, 'nginx');
  });
}

/** A balancer in a process of its own in front of three servers, all stopped after the test. */
async function startBalanced(
  t: TestContext,
  kind: BalancerKind,
  settings: Settings = {},
): Promise<BalancedStack> {
  const upstreams = (await startUpstreams(t, 3)) as BalancedStack['upstreams'];
  const balancer = await startBalancer(t, { kind, upstreams, settings });
  for (const upstream of upstreams) upstream.arrived.length = 0;
  return { ...balancer, upstreams };
}

export interface BalancerUnderTest {
  kind: BalancerKind;
  upstreams: { name: string; url: string }[];
  settings?: Settings;
}

/** A balancer in front of servers that run already, stopped after the test. */
export async function startBalancer(
  t: TestContext,
  { kind, upstreams, settings = {} }: BalancerUnderTest,
): Promise<RunningBalancer> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const folder = await testFolder(t);
  const logFile = join(folder, 'balancer.log');
  const service = await balancerService({ kind, port, adminPort, upstreams, folder, logFile });
  if (kind === 'nginx')
    await renderNginx({ folder, host: '127.0.0.1', port, upstreams, ...settings });
  else service.program.env = { ...service.program.env, ...environment(settings) };
  const process = new Supervisor(service, { restart: false });
  testScope(t).defer(() => process.stop());
  await process.start();
  const [url, adminUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${adminPort}`];
  return { kind, url, port, adminUrl, process, logFile };
}

function environment(settings: Settings) {
  const { trustedProxies = [], connectionsPerAddress, nodeOptions } = settings;
  return {
    ...(nodeOptions && { NODE_OPTIONS: nodeOptions }),
    BALANCER_TRUSTED_PROXIES: trustedProxies.join(','),
    CONNECTIONS_PER_ADDRESS: String(connectionsPerAddress ?? ''),
  };
}
