import { cleanEmail, cleanName, cleanPhone } from '../../kernel/contact.js';
import { testContact } from './test-lead.domain.js';

it('invents people whom nobody can call, each of them a person that a lead may be about', () => {
  const contacts = Array.from({ length: 2_000 }, (_, serial) => testContact(serial));
  expect(new Set(contacts.map(({ phone }) => phone)).size).toBe(2_000);
  expect(new Set(contacts.map(({ lastName }) => lastName)).size).toBe(2_000);
  for (const { firstName, lastName, email, phone } of contacts) {
    expect(phone).toMatch(/^\+1\d{3}55501\d\d$/);
    expect(cleanPhone(phone, 'US')).toEqual({ e164: phone, valid: true });
    expect(cleanEmail(email)).toBe(email);
    expect([cleanName(firstName), cleanName(lastName)]).not.toContain(null);
  }
});
