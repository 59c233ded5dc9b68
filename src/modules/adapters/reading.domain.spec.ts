import { TARGETS } from './inbound-adapter.domain.js';
import { use } from './reading.domain.js';

const US = { phoneRegion: 'US' };

it.each(TARGETS)('takes a placeholder in %s for no value, and says so', (field) => {
  const message = `${field} holds a placeholder that was not filled in.`;
  expect(use(field, '{{contact.value}}', US)).toEqual({ value: null, warnings: [{ code: 'placeholder', message }] });
});

it('says of another value that cannot be used no more than that', () => {
  const { value, warnings } = use('ContactEmail', 'none of your business', US);
  expect(value).toBeNull();
  expect(warnings).toMatchObject([{ code: 'value_unusable' }]);
  expect(JSON.stringify(warnings)).not.toContain('business');
});
