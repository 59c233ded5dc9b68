import { readPaidlys } from './paidlys-reading.domain.js';

const read = (body: Record<string, unknown>) => {
  const reading = readPaidlys(body, { payoutAddresses: ['T-known'] });
  return reading.is === 'event' ? reading.event : reading;
};

it.each([
  ['created', 'created'],
  ['closed', 'expired'],
  ['done', 'done'],
  ['failed', null],
  ['Done', null],
  [7, null],
])('reads an invoice that is %j as %j', (raw, status) => {
  expect(read({ invoiceId: 'i', status: raw })).toMatchObject({ kind: 'paidlys_invoice', reference: 'i', status });
});

const WITHDRAWAL = { type: 'withdrawal', uid: '156-77', status: 'processing', amount: '5', fee: '3.0', to: 'T-known' };

it('tells a withdrawal that was initiated from one that is on the chain by its hash', () => {
  expect(read({ ...WITHDRAWAL, txHash: '' })).toMatchObject({ status: 'initiated', known: true, facts: { fee: '3' } });
  expect(read(WITHDRAWAL)).toMatchObject({ status: 'initiated' });
  expect(read({ ...WITHDRAWAL, txHash: 'https://t/1' })).toMatchObject({
    status: 'broadcast',
    facts: { txHash: 'https://t/1' },
  });
  expect(read({ ...WITHDRAWAL, status: 'rejected' })).toMatchObject({ status: 'rejected' });
  expect(read({ ...WITHDRAWAL, status: 'lost' })).toMatchObject({ status: null, rawStatus: 'lost' });
});

it('knows a withdrawal by where it goes, and one without a uid not at all', () => {
  expect(read({ ...WITHDRAWAL, to: 'T-other' })).toMatchObject({ known: false });
  expect(read({ ...WITHDRAWAL, to: undefined })).toMatchObject({ known: false });
  expect(read({ ...WITHDRAWAL, uid: undefined })).toEqual({ is: 'unknown', reason: 'reference_missing' });
});

const DEPOSIT = {
  depositAddress: 'T1',
  asset: 'usdt',
  network: 'trc20usdt',
  hash: 'h',
  status: 'done',
  amount: '7',
  id: 'a1',
};

it('tells deposits to one address apart by their transactions', () => {
  expect(read(DEPOSIT)).toMatchObject({
    ...{ kind: 'paidlys_deposit', reference: 'trc20usdt|h|T1|usdt', status: 'done' },
    facts: { filled: '7', addressId: 'a1' },
  });
  for (const name of ['asset', 'network', 'hash'] as const) {
    expect(read({ ...DEPOSIT, [name]: undefined })).toEqual({ is: 'unknown', reason: 'reference_missing' });
  }
  expect(read({ ...DEPOSIT, amount: '-1' })).toMatchObject({ flaws: ['amount_mismatch'] });
});

it('knows nothing of any other shape', () => {
  expect(read({ status: 'done' })).toEqual({ is: 'unknown', reason: 'reference_missing' });
});
