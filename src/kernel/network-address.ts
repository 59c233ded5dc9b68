import { BlockList, isIP } from 'node:net';
import { DomainError } from './domain-error.js';

type Family = 'ipv4' | 'ipv6';

/** A network: every address that shares the first `prefix` bits of `address`. */
export type Cidr = { readonly address: string; readonly prefix: number; readonly family: Family };

/** What is not the public internet (IANA's special-purpose registries), and the metadata address of Azure. */
const REFUSED_IPV4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '168.63.129.16/32', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24'],
  ...['203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
];

/** `::/96` holds unspecified, loopback and every IPv4-compatible form; the rest maps, translates or tunnels to IPv4, or is not public. */
const REFUSED_IPV6 = [
  ...[
    '::/96',
    '::ffff:0:0/96',
    '64:ff9b::/96',
    '64:ff9b:1::/48',
    '100::/64',
    '2001::/23',
    '2001:db8::/32',
    '2002::/16',
  ],
  ...['3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
];

/** One list a family: in a common one, `::ffff:0:0/96` would hold every IPv4 address. */
const REFUSED: Readonly<Record<Family, BlockList>> = {
  ipv4: listOf(parseCidrs(REFUSED_IPV4.join())),
  ipv6: listOf(parseCidrs(REFUSED_IPV6.join())),
};

/**
 * Networks from a comma-separated list; an address alone is a network of one.
 * @throws DomainError `cidr_invalid`, naming the entry
 */
export function parseCidrs(list: string): Cidr[] {
  const entries = list.split(',').map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '').map(parseCidr);
}

/**
 * Whether the gateway never calls this address. What `allowed` holds is open, IPv4 written as IPv6 included; what is
 * not one plain IP address is refused.
 */
export function isRefusedAddress(address: string, allowed: readonly Cidr[]): boolean {
  const family = familyOf(address);
  if (family === null) return true;
  const opened = allowed.filter((network) => family === 'ipv6' || network.family === 'ipv4');
  return REFUSED[family].check(address, family) && !listOf(opened).check(address, family);
}

/**
 * The IP address that a URL's host stands for by itself, in plain form; null for a name. Reads brackets, and the
 * decimal, hexadecimal, octal and short forms of IPv4, as `URL` does.
 */
export function literalAddress(host: string): string | null {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (familyOf(bare) !== null) return bare;
  if (/[^\p{L}\p{N}.。．｡%-]/u.test(host) || !URL.canParse(`http://${host}/`)) return null;
  const { hostname } = new URL(`http://${host}/`);
  return familyOf(hostname) === null ? null : hostname;
}

function parseCidr(entry: string): Cidr {
  const [address = '', bits, ...others] = entry.split('/');
  const family = familyOf(address);
  const longest = family === 'ipv4' ? 32 : 128;
  const prefix = Number(bits ?? longest);
  const isWhole = bits === undefined || /^\d{1,3}$/.test(bits);
  if (family === null || !isWhole || prefix > longest || others.length > 0) throw invalid(entry);
  return { address, prefix, family };
}

/** Null for anything but a plain address; one with a zone (`fe80::1%eth0`) means something on this machine only. */
function familyOf(address: string): Family | null {
  const version = address.includes('%') ? 0 : isIP(address);
  if (version === 0) return null;
  return version === 4 ? 'ipv4' : 'ipv6';
}

function listOf(networks: readonly Cidr[]): BlockList {
  const list = new BlockList();
  for (const { address, prefix, family } of networks) list.addSubnet(address, prefix, family);
  return list;
}

function invalid(entry: string): DomainError {
  return new DomainError('rejected', 'cidr_invalid', `${entry} is not a network. Write it as 10.0.0.0/8 or fd00::/8.`);
}
