import { candidateOf, sharedPaths } from './candidate.domain.js';
import { echoIn, keysIn, legible } from './echo.domain.js';
import { flatten } from './flatten.domain.js';
import { WHOLE } from './place.domain.js';

const JANE = {
  id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  phone: '+12025550101',
  email: 'jane@example.com',
  firstName: 'Jane',
  lastName: 'Doe',
};
const JOHN = {
  id: 'b1b2c3d4-e5f6-7890-abcd-ef1234567890',
  phone: '+12025550102',
  email: 'john@example.com',
  firstName: 'John',
  lastName: 'Roe',
};

const legibleIn = (...bodies: unknown[]) => {
  const { paths } = sharedPaths(bodies.map((body) => [...flatten(body, WHOLE, new Map())]));
  return paths.map((path) => legible(candidateOf(path, 'US', 1), 'US'));
};

it('lists ids, phones and e-mails as leads are looked up by them, each once', () => {
  const paths = legibleIn({
    a: `PAYME/${JANE.id.toUpperCase()}`,
    b: '(202) 555-0101',
    c: '202.555.0101',
    d: 'Jane@Example.com',
    e: 'x',
  });
  expect(keysIn(paths)).toEqual({ leadIds: [JANE.id], phones: ['+12025550101'], emails: ['jane@example.com'] });
});

it('finds every path that holds what is known of the lead that an update names', () => {
  const echo = echoIn(legibleIn({ x: '2025550101', y: 'Doe, Jane', z: 'jane@example.com', staff: 'kim@example.com' }), [
    JANE,
    JOHN,
  ]);
  expect([...(echo.get('ContactName') ?? [])]).toEqual(['y']);
  expect([...(echo.get('ContactEmail') ?? [])]).toEqual(['z']);
});

it('takes no path that another update contradicts', () => {
  const bodies = [
    { id: JANE.id, by: 'Jane Doe' },
    { id: JOHN.id, by: 'Jane Doe' },
  ];
  expect(echoIn(legibleIn(...bodies), [JANE, JOHN]).get('ContactName')?.size).toBe(0);
});

it('hears no echo in an update that names two leads', () => {
  const echo = echoIn(legibleIn({ id: JANE.id, mail: 'john@example.com' }), [JANE, JOHN]);
  expect([...echo.values()].every((paths) => paths.size === 0)).toBe(true);
});

it('needs no more of a lead than its id', () => {
  expect(
    echoIn(legibleIn({ ref: JANE.id }), [{ id: JANE.id }])
      .get('LeadId')
      ?.has('ref'),
  ).toBe(true);
});
