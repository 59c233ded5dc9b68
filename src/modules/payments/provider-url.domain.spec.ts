import { parseCidrs } from '../../kernel/network-address.js';
import { providerUrlProblem } from './provider-url.domain.js';

const LOOPBACK = parseCidrs('127.0.0.0/8');

it.each(['https://payram.example:8443', 'https://my.paidlys.com/', 'https://8.8.8.8/api'])('takes %s', (url) => {
  expect(providerUrlProblem(url, [])).toBeNull();
});

it.each([
  ...['http://payram.example', 'ftp://payram.example', 'payram.example', '', 'https://u:p@payram.example'],
  ...[
    'https://payram.example/?key=1',
    'https://payram.example/#x',
    'https://127.0.0.1',
    'https://10.0.0.1',
    'https://[::1]',
  ],
  ...['https://0x7f000001', 'https://169.254.169.254', 'https://payram.example:9000', 'https://8.8.8.8:22'],
])('refuses %s', (url) => {
  expect(providerUrlProblem(url, [])).not.toBeNull();
});

it('takes plain http into a network that is opened, and into no other', () => {
  expect(providerUrlProblem('http://127.0.0.1:8080', LOOPBACK)).toBeNull();
  expect(providerUrlProblem('http://payram.internal', LOOPBACK)).toBeNull();
  expect(providerUrlProblem('http://8.8.8.8', LOOPBACK)).toBe('must use https');
  expect(providerUrlProblem('http://10.0.0.1', LOOPBACK)).not.toBeNull();
});
