import { parseCidrs } from '../../kernel/network-address.js';
import { mayDial } from './dial-rules.js';

const HTTPS = { protocol: 'https:', port: '' };

it.each([
  ['93.184.216.34', 'https:', '', true],
  ['93.184.216.34', 'https:', '443', true],
  ['93.184.216.34', 'https:', '8443', true],
  ['93.184.216.34', 'https:', '8080', false],
  ['93.184.216.34', 'http:', '', false],
  ['2606:2800:220:1::1', 'https:', '', true],
  ['10.1.2.3', 'http:', '', true],
  ['10.1.2.3', 'http:', '9000', true],
  ['10.1.2.3', 'https:', '9000', true],
  ['10.2.0.1', 'https:', '', false],
  ['127.0.0.1', 'https:', '', false],
  ['::1', 'https:', '', false],
  ['firm.example', 'https:', '', false],
  ['', 'https:', '', false],
])('%s by %s port "%s": %s, when 10.1.0.0/16 is open', (address, protocol, port, expected) => {
  expect(mayDial(address, { protocol, port }, parseCidrs('10.1.0.0/16'))).toBe(expected);
});

it('opens no other port of a public address by naming it', () => {
  const opened = parseCidrs('93.184.216.34/32');
  expect(mayDial('93.184.216.34', HTTPS, opened)).toBe(true);
  expect(mayDial('93.184.216.34', { protocol: 'http:', port: '80' }, opened)).toBe(false);
});
