import fc from 'fast-check';
import { isRefusedAddress, literalAddress, parseCidrs } from './network-address.js';

/** Every refused network with its first and last address, and the addresses next to it that are not refused. */
const NETWORKS: readonly [network: string, first: string, last: string, beside: readonly string[]][] = [
  ['0.0.0.0/8', '0.0.0.0', '0.255.255.255', ['1.0.0.0']],
  ['10.0.0.0/8', '10.0.0.0', '10.255.255.255', ['9.255.255.255', '11.0.0.0']],
  ['100.64.0.0/10', '100.64.0.0', '100.127.255.255', ['100.63.255.255', '100.128.0.0']],
  ['127.0.0.0/8', '127.0.0.0', '127.255.255.255', ['126.255.255.255', '128.0.0.0']],
  ['168.63.129.16/32', '168.63.129.16', '168.63.129.16', ['168.63.129.15', '168.63.129.17']],
  ['169.254.0.0/16', '169.254.0.0', '169.254.255.255', ['169.253.255.255', '169.255.0.0']],
  ['172.16.0.0/12', '172.16.0.0', '172.31.255.255', ['172.15.255.255', '172.32.0.0']],
  ['192.0.0.0/24', '192.0.0.0', '192.0.0.255', ['191.255.255.255', '192.0.1.0']],
  ['192.0.2.0/24', '192.0.2.0', '192.0.2.255', ['192.0.1.255', '192.0.3.0']],
  ['192.88.99.0/24', '192.88.99.0', '192.88.99.255', ['192.88.98.255', '192.88.100.0']],
  ['192.168.0.0/16', '192.168.0.0', '192.168.255.255', ['192.167.255.255', '192.169.0.0']],
  ['198.18.0.0/15', '198.18.0.0', '198.19.255.255', ['198.17.255.255', '198.20.0.0']],
  ['198.51.100.0/24', '198.51.100.0', '198.51.100.255', ['198.51.99.255', '198.51.101.0']],
  ['203.0.113.0/24', '203.0.113.0', '203.0.113.255', ['203.0.112.255', '203.0.114.0']],
  ['224.0.0.0/4 and 240.0.0.0/4', '224.0.0.0', '255.255.255.255', ['223.255.255.255']],
  ['::/96', '::', '::ffff:ffff', ['::1:0:0']],
  ['::ffff:0:0/96', '::ffff:0:0', '::ffff:255.255.255.255', ['::fffe:ffff:ffff', '::1:0:0:0']],
  ['64:ff9b::/96', '64:ff9b::', '64:ff9b::255.255.255.255', ['64:ff9a:ffff::', '64:ff9b::1:0:0']],
  ['64:ff9b:1::/48', '64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff', ['64:ff9b:0:ffff::', '64:ff9b:2::']],
  ['100::/64', '100::', '100::ffff:ffff:ffff:ffff', ['ff:ffff::', '100:0:0:1::']],
  ['2001::/23', '2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff', ['2000:ffff::', '2001:200::']],
  ['2001:db8::/32', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', ['2001:db7:ffff::', '2001:db9::']],
  ['2002::/16', '2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff', ['2001:ffff::', '2003::']],
  ['3fff::/20', '3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff', ['3ffe:ffff::', '3fff:1000::']],
  ['5f00::/16', '5f00::', '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff', ['5eff:ffff::', '5f01::']],
  ['fc00::/7', 'fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', ['fbff:ffff::', 'fe00::']],
  ['fe80::/10 and fec0::/10', 'fe80::', 'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', ['fe7f:ffff::']],
  ['ff00::/8', 'ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', []],
];

it.each(NETWORKS)('refuses %s from its first to its last address, and not one beside it', (_, first, last, beside) => {
  expect([first, last].map((address) => isRefusedAddress(address, []))).toEqual([true, true]);
  expect(beside.filter((address) => isRefusedAddress(address, []))).toEqual([]);
});

it('refuses every IPv4 address that hides in an IPv6 one', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.constantFrom('::ffff:', '::', '64:ff9b::'), (address, prefix) => {
      expect(isRefusedAddress(prefix + address, [])).toBe(true);
    }),
  );
});

it.each(['8.8.8.8', '2606:4700:4700::1111', '2A00:1450:4001::200E'])('calls %s', (address) => {
  expect(isRefusedAddress(address, [])).toBe(false);
});

it.each([
  '',
  'localhost',
  'example.com',
  '127.1',
  '0x7f.0.0.1',
  '8.8.8',
  '[::1]',
  'fe80::1%eth0',
  '2606::1%lo',
  ' 8.8.8.8',
])('refuses %j, which is no plain address', (text) => {
  expect(isRefusedAddress(text, parseCidrs('0.0.0.0/0, ::/0'))).toBe(true);
});

it('opens what is allowed and nothing beside it', () => {
  const allowed = parseCidrs('127.0.0.0/8,::1/128');
  expect(['127.0.0.1', '::1', '::ffff:127.0.0.1'].filter((address) => isRefusedAddress(address, allowed))).toEqual([]);
  const beside = ['10.0.0.1', '::', '::127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::127.0.0.1'];
  expect(beside.filter((address) => !isRefusedAddress(address, allowed))).toEqual([]);
});

it('does not open IPv4 by a network of IPv6', () => {
  expect(isRefusedAddress('10.0.0.1', parseCidrs('::/0'))).toBe(true);
  expect(isRefusedAddress('fd00::1', parseCidrs('::/0'))).toBe(false);
});

it('reads a list of networks, a lone address as a network of one', () => {
  expect(parseCidrs(' 10.0.0.0/8 ,::1,192.168.1.7,, fd00::/8')).toEqual([
    { address: '10.0.0.0', prefix: 8, family: 'ipv4' },
    { address: '::1', prefix: 128, family: 'ipv6' },
    { address: '192.168.1.7', prefix: 32, family: 'ipv4' },
    { address: 'fd00::', prefix: 8, family: 'ipv6' },
  ]);
  expect(parseCidrs('')).toEqual([]);
});

it.each([
  '10.0.0.0/33',
  '::/129',
  '10.0.0.0/',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
  '10.0.0.0/ 8',
  '10/8',
  'localhost',
  'fe80::1%eth0/64',
])('refuses the network %j and names it', (entry) => {
  const sentence = `${entry} is not a network. Write it as 10.0.0.0/8 or fd00::/8.`;
  expect(() => parseCidrs(`127.0.0.0/8,${entry}`)).toThrow(
    expect.objectContaining({ kind: 'rejected', code: 'cidr_invalid', message: sentence }),
  );
});

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['[::1]', '::1'],
  ['::1', '::1'],
  ['[::ffff:7f00:1]', '::ffff:7f00:1'],
  ['2130706433', '127.0.0.1'],
  ['0x7f000001', '127.0.0.1'],
  ['0x7f.1', '127.0.0.1'],
  ['0177.0.0.1', '127.0.0.1'],
  ['127.1', '127.0.0.1'],
  ['127.0.0.1.', '127.0.0.1'],
  ['１２７。0。0。1', '127.0.0.1'],
  ['%31%32%37.1', '127.0.0.1'],
])('reads the host %s as the address %s', (host, address) => {
  expect(literalAddress(host)).toBe(address);
});

it.each([
  'example.com',
  '127.0.0.1.example.com',
  '1e3',
  '',
  '1.2.3.4.5',
  '[fe80::1%25eth0]',
  'a@127.0.0.1',
  '127.0.0.1:80',
  '127.1/x',
])('takes the host %j for a name', (host) => {
  expect(literalAddress(host)).toBeNull();
});

it('reads every address as itself, and as URL writes it', () => {
  const hosts = fc.oneof(
    fc.ipV4(),
    fc.ipV4Extended(),
    fc.ipV6().map((address) => `[${address}]`),
  );
  fc.assert(
    fc.property(hosts, (host) => {
      const { hostname } = new URL(`http://${host}/`);
      expect(literalAddress(hostname)).toBe(hostname.replace(/^\[|\]$/g, ''));
      expect(literalAddress(host)).not.toBeNull();
    }),
  );
});
