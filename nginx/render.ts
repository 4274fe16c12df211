import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface NginxOptions {
  /** Holds the configuration, the pid file and temporary files; created if missing. */
  folder: string;
  host: string;
  port: number;
  /** Origins of the app servers, `http://host:port`. */
  upstreams: readonly { url: string }[];
  /** Addresses and ranges of trusted proxies; none by default. */
  trustedProxies?: readonly string[];
  /** Default: 2,000. */
  connectionsPerAddress?: number;
}

/** When nginx skips a failing server; the template explains it. */
const passiveChecks = 'max_fails=1 fail_timeout=1s';

/**
 * Writes the configuration for nginx on this machine, in the foreground, as the user who starts it.
 * Resolves to the path of its main file: `nginx -c <path>`. It is the container's configuration
 * with its folders replaced by `folder`.
 */
export async function renderNginx({ folder, ...site }: NginxOptions): Promise<string> {
  const [main, template] = await Promise.all([read('nginx.conf'), read('default.conf.template')]);
  await mkdir(join(folder, 'conf.d'), { recursive: true });
  const mainPath = join(folder, 'nginx.conf');
  await writeFile(join(folder, 'conf.d/default.conf'), substitute(template, variables(site)));
  await writeFile(mainPath, `daemon off;\n${userDirective()}${relocate(main, folder)}`);
  return mainPath;
}

/**
 * Replaces `$NAME` and `${NAME}` for the given names only, as `envsubst` does in the official image;
 * nginx's own variables stay.
 */
export function substitute(template: string, values: Record<string, string>): string {
  return template.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    return values[braced ?? bare ?? ''] ?? whole;
  });
}

function read(name: string): Promise<string> {
  return readFile(new URL(name, import.meta.url), 'utf8');
}

function variables({ host, port, upstreams, ...clients }: Omit<NginxOptions, 'folder'>) {
  const servers = upstreams.map(({ url }) => `server ${new URL(url).host} ${passiveChecks};`);
  const { trustedProxies = [], connectionsPerAddress = 2_000 } = clients;
  return {
    TRIO_LISTEN: `${host.includes(':') ? `[${host}]` : host}:${port}`,
    TRIO_UPSTREAMS: servers.join(' '),
    TRIO_RESOLVER: '',
    TRIO_ACCESS_LOG: 'off',
    TRIO_TRUSTED_PROXIES: trustedProxies.map((range) => `${range} 1;`).join(' '),
    TRIO_CONNECTIONS_PER_ADDRESS: String(connectionsPerAddress),
  };
}

/** Started by root, nginx would run its workers as nobody, who can't enter the folder. */
function userDirective(): string {
  return process.getuid?.() === 0 ? 'user root;\n' : '';
}

function relocate(main: string, folder: string): string {
  return main
    .replaceAll('"/var/cache/nginx/', `"${folder}/`)
    .replaceAll('"/etc/nginx/', `"${folder}/`);
}
