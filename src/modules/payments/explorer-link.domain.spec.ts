import { explorerLink } from './explorer-link.domain.js';

it.each(['https://tronscan.org/#/transaction/1e4c', 'https://www.etherscan.io/tx/0x1'])(
  'makes a link of %s',
  (text) => {
    expect(explorerLink(text)).toBe(text);
  },
);

it.each([
  ...[
    undefined,
    '',
    '1e4c',
    '0x1',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://tronscan.org/x',
    '//tronscan.org/x',
  ],
  ...[
    'https://tronscan.org.evil.example/x',
    'https://evil.example/tronscan.org',
    'https://a@tronscan.org/',
    'https://tronscan.org:8443/',
  ],
])('makes no link of %j', (text) => {
  expect(explorerLink(text)).toBeNull();
});
