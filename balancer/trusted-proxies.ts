import { BlockList, isIP } from 'node:net';

/** Names for ranges of addresses, the same as Express has. */
const ranges: Record<string, string[]> = {
  loopback: ['127.0.0.1/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/**
 * Parses the addresses of trusted proxies: a comma-separated list of addresses, CIDR ranges,
 * `loopback`, `linklocal` and `uniquelocal`. Undefined for anything else.
 */
export function parseTrustedProxies(list: string): BlockList | undefined {
  const items = list.split(',').map((item) => item.trim());
  const trusted = new BlockList();
  for (const item of items.filter(Boolean).flatMap((item) => ranges[item] ?? [item])) {
    if (!addRange(trusted, item)) return undefined;
  }
  return trusted;
}

/** Whether `address`, in the spelling of `clientAddress`, is one of them. */
export function isTrusted(trusted: BlockList, address: string): boolean {
  if (trusted.rules.length === 0) return false;
  return trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function addRange(trusted: BlockList, item: string): boolean {
  const [address = '', bits, ...rest] = item.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const most = family === 'ipv6' ? 128 : 32;
  if (isIP(address) === 0 || rest.length > 0) return false;
  if (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most)) return false;
  trusted.addSubnet(address, Number(bits ?? most), family);
  return true;
}
