import { payramPage, payramSearch } from './payram-list.domain.js';

const ROW =
  '{"referenceId":"r","paymentStatus":"FILLED","amountInUSD":49.99,"filledAmountInUSD":"49.99","network":"ETH"}';

it('asks for a page, oldest first', () => {
  const search = { since: new Date(0), until: new Date(86_400_000), offset: 400, limit: 200 };
  expect(JSON.parse(payramSearch(search))).toEqual({
    ...{ dateFrom: '1970-01-01T00:00:00.000Z', dateTo: '1970-01-02T00:00:00.000Z', sortBy: 'createdAt' },
    ...{ sortDirection: 'ASC', limit: 200, offset: 400 },
  });
});

it('reads amounts digit by digit, as numbers and as texts', () => {
  const page = payramPage(`{"data":[${ROW}],"totalCount":1}`);
  expect(page).toMatchObject({
    ...{ rows: 1, total: 1 },
    items: [{ reference: 'r', status: 'FILLED', amount: '49.99', filled: '49.99', asset: 'USD', network: 'ETH' }],
  });
});

it('takes no list for an empty one, and leaves out what has no reference', () => {
  expect(payramPage('{"data":null,"totalCount":0}')).toEqual({ items: [], rows: 0, total: 0 });
  expect(payramPage('{"data":[{"paymentStatus":"OPEN"}],"totalCount":1}')).toEqual({ items: [], rows: 1, total: 1 });
});

it.each([
  'no JSON',
  '[]',
  '{"data":[]}',
  '{"data":{},"totalCount":1}',
  '{"data":[1],"totalCount":1}',
  '{"data":[{"referenceId":"r","amountInUSD":"1e5"}],"totalCount":1}',
])('believes nothing of %s', (text) => {
  expect(payramPage(text)).toBeNull();
});
