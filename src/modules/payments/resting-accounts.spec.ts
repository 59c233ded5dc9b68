import { RestingAccounts } from './resting-accounts.js';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 1, 12, 0, seconds));

it('lets an account rest until the time it was given, and others work', () => {
  const accounts = new RestingAccounts();
  accounts.rest('one', at(30));
  expect(accounts.until('one', at(29))).toEqual(at(30));
  expect(accounts.until('other', at(29))).toBeNull();
  expect(accounts.until('one', at(30))).toBeNull();
});
