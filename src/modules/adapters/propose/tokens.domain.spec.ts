import fc from 'fast-check';
import { tokensOf } from './tokens.domain.js';

it.each([
  ['ContactFName', ['contact', 'first']],
  ['q8_paymeLeadId', ['payme', 'lead', 'id']],
  ['PayMe Lead ID', ['payme', 'lead', 'id']],
  ['pipleline_stage', ['pipeline', 'stage']],
  ['leadstatus', ['lead', 'status']],
  ['contactemailid', ['contact', 'email', 'id']],
  ['E-Mail', ['email']],
  ['teléfono móvil', ['phone', 'mobile']],
  ['PCName', ['pc', 'name']],
  ['deal[stage_title]', ['deal', 'stage', 'title']],
  ['PHN_NBR', ['phone', 'number']],
  ['Sub_Status__c', ['sub', 'status']],
  ['PayMeLeadID', ['payme', 'lead', 'id']],
  ['PAYME_LEAD_ID', ['payme', 'lead', 'id']],
  ['PAYMENT_ID', ['payment', 'id']],
  ['valid', ['valid']],
  ['paid', ['paid']],
])('reads %j as what it means', (name, tokens) => {
  expect(tokensOf(name)).toEqual(tokens);
});

it('reads any name, however long, into words of letters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
      for (const token of tokensOf(name)) expect(token).toMatch(/^\p{L}+$/u);
    }),
  );
});
