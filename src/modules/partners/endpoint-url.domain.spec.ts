import { parseCidrs } from '../../kernel/network-address.js';
import { endpointUrlProblem } from './endpoint-url.domain.js';

const nothing = parseCidrs('');
const loopback = parseCidrs('127.0.0.0/8,::1/128');

it.each([
  'https://partner.example/leads?team=intake',
  'https://partner.example:8443/leads',
  'https://partner.example:443/',
  'https://93.184.216.34/leads',
])('takes %s', (url) => {
  expect(endpointUrlProblem(url, nothing)).toBeNull();
});

it.each([
  ['not a url', 'must be an https URL'],
  ['/leads', 'must be an https URL'],
  ['ftp://partner.example/', 'must be an https URL'],
  ['javascript:alert(1)', 'must be an https URL'],
  ['https://user:pw@partner.example/', 'user name'],
  ['https://user@partner.example/', 'user name'],
  ['https://partner.example/#part', 'fragment'],
  ['http://partner.example/', 'must use https'],
  ['https://partner.example:9000/', 'port'],
  ['http://93.184.216.34/', 'must use https'],
  ['https://93.184.216.34:22/', 'port'],
  ['https://127.0.0.1/', 'never calls'],
  ['https://2130706433/', 'never calls'],
  ['https://0x7f.1/', 'never calls'],
  ['https://169.254.169.254/latest/meta-data', 'never calls'],
  ['https://[::1]/', 'never calls'],
  ['https://[::ffff:10.0.0.1]/', 'never calls'],
])('refuses %s where no private network is opened', (url, problem) => {
  expect(endpointUrlProblem(url, nothing)).toContain(problem);
});

it.each(['http://127.0.0.1:4000/leads', 'http://[::1]:4000/', 'http://receiver:4000/leads', 'https://receiver:9000/'])(
  'takes %s where loopback is opened, whatever its port',
  (url) => {
    expect(endpointUrlProblem(url, loopback)).toBeNull();
  },
);

it.each(['http://10.0.0.1/', 'http://93.184.216.34/', 'https://93.184.216.34:9000/'])(
  'still refuses %s where only loopback is opened',
  (url) => {
    expect(endpointUrlProblem(url, loopback)).not.toBeNull();
  },
);
