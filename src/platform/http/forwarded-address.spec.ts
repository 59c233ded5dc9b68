import { forwardedAddress } from './forwarded-address.js';

const ours = (address: string) => address.startsWith('10.');

it.each<[string, string | undefined, (address: string, hop: number) => boolean, string]>([
  ['1.1.1.1', undefined, ours, '1.1.1.1'],
  ['1.1.1.1', '9.9.9.9', ours, '1.1.1.1'],
  ['10.0.0.1', '9.9.9.9', ours, '9.9.9.9'],
  ['10.0.0.1', '6.6.6.6, 9.9.9.9, 10.0.0.2', ours, '9.9.9.9'],
  ['10.0.0.1', '10.0.0.3,10.0.0.2', ours, '10.0.0.3'],
  ['10.0.0.1', ' , ', ours, '10.0.0.1'],
  ['1.1.1.1', '8.8.8.8, 9.9.9.9', (_, hop) => hop < 1, '9.9.9.9'],
])('of %s and %s believes our own proxies only', (peer, header, trusts, address) => {
  expect(forwardedAddress(peer, header, trusts)).toBe(address);
});
