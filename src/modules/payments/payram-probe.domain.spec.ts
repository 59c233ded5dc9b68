import { isPayramProbe } from './payram-probe.domain.js';

const call = (body: string, headers = {}) => ({ headers, body: Buffer.from(body) });

it.each(['{"event_type":"payout.ping","timestamp":1}', ' {"x":1,"event_type":"payout.ping"} '])(
  'takes %s for a probe',
  (body) => {
    expect(isPayramProbe(call(body))).toBe(true);
  },
);

it('takes a call for a probe that says so in its header, whatever its body is', () => {
  expect(isPayramProbe(call('{', { 'x-webhook-test': 'true' }))).toBe(true);
  expect(isPayramProbe(call('{}', { 'x-webhook-test': 'yes' }))).toBe(false);
});

it.each([
  ...[
    '',
    '{',
    'null',
    '[]',
    '"payout.ping"',
    '{"event_type":"payout.sent"}',
    '{"event_type":["payout.ping"]}',
    '{"reference_id":"r"}',
  ],
  `{"event_type":"payout.ping","x":"${'y'.repeat(4_096)}"}`,
])('takes nothing else for one: %.60s', (body) => {
  expect(isPayramProbe(call(body))).toBe(false);
});
