import fc from 'fast-check';
import { compileExpression, evaluate } from '../expression.domain.js';
import { type Found, flatten } from './flatten.domain.js';
import { WHOLE } from './place.domain.js';
import { titlesAmong, titlesIn } from './titles.domain.js';

const found = (tree: unknown): readonly Found[] => [...flatten(tree, WHOLE, titlesAmong([...titlesIn(tree)]))];
const valueAt = (tree: unknown, expression: string): unknown =>
  found(tree).find((one) => one.expression === expression)?.value;

/** What the engine makes of an expression; its refusal fails the test. */
function evaluated(tree: unknown, text: string): unknown {
  const compiled = compileExpression(text);
  if (!compiled.ok) throw new Error(`${text}: ${compiled.reason}`);
  return evaluate(compiled.expression, tree).value;
}

it('reaches members by name, in quotes where the name is no plain word', () => {
  const tree = { lead: { 'Lead Status': 'Signed', 'a"b': 1, empty: '', none: null } };
  expect(found(tree).map(({ expression }) => expression)).toEqual(['lead."Lead Status"', 'lead."a\\"b"']);
});

it('gives every label of a question and answer list a path of its own, and none to the questions', () => {
  const tree = {
    answers: [
      { question: 'Best phone', answer: '1' },
      { question: "Client's e-mail", answer: '2' },
    ],
  };
  expect(valueAt(tree, "answers[?question=='Best phone'] | [0].answer")).toBe('1');
  expect(valueAt(tree, "answers[?question=='Client\\'s e-mail'] | [0].answer")).toBe('2');
  expect(found(tree).map(({ value }) => value)).not.toContain('Best phone');
});

it('names an answer after the title that another part of the body has for its opaque label', () => {
  const tree = {
    fields: [{ id: 'JwWggj', title: 'New status', type: 'x' }],
    answers: [
      { field: { id: 'JwWggj' }, text: 'Signed' },
      { field: { id: 'KoJxDM' }, text: 'x' },
    ],
  };
  expect(found(tree).find(({ value }) => value === 'Signed')?.names).toContain('New status');
});

it('reads pairs of a label and a value, and no settings of a labelled value', () => {
  const pairs = {
    data: [
      ['status', 'Signed'],
      ['client name', 'Jane Doe'],
    ],
  };
  expect(valueAt(pairs, "data[?[0]=='status'] | [0][1]")).toBe('Signed');
  const labelled = {
    fields: [
      { key: 'q_1', label: 'Status', type: 'TEXT', value: 'Signed' },
      { key: 'q_2', label: 'Phone', type: 'TEXT', value: '1' },
    ],
  };
  const named = found(labelled).filter(({ names }) => names.includes('Status'));
  expect(new Set(named.map(({ value }) => value))).toEqual(new Set(['Signed']));
});

it('does not take the id of a label for its value', () => {
  const field = (id: string, label: string, value: string) => ({ ref: { id, label }, value });
  const tree = { values: [field('9f', 'PayMe ID', 'x'), field('8e', 'Client phone', '1')] };
  expect(valueAt(tree, "values[?ref.label=='PayMe ID'] | [0].value")).toBe('x');
  expect(valueAt(tree, "values[?ref.label=='PayMe ID'] | [0].ref.id")).toBeUndefined();
});

it('never tells the elements of a list apart by the names of people', () => {
  const person = (display_name: string, mobile_number: string) => ({ display_name, mobile_number });
  const trees = [
    { contacts: [person('Iris Kane', '1')] },
    { contacts: [person('Iris Kane', '1'), person('Otis Lowe', '2')] },
  ];
  for (const tree of trees) expect(found(tree).filter(({ expression }) => expression.includes('Iris'))).toEqual([]);
});

it('prefers the label that another part of the body has a title for', () => {
  const answer = (ref: string, type: string, text: string) => ({ type, text, field: { ref } });
  const tree = {
    questions: [
      { ref: '01HX', title: 'Client name' },
      { ref: '01HY', title: 'Comments' },
    ],
    answers: [answer('01HX', 'text', 'Jane Doe'), answer('01HY', 'text', 'Called twice')],
  };
  expect(valueAt(tree, "answers[?field.ref=='01HY'] | [0].text")).toBe('Called twice');
});

it('reads a record that is a list of objects with one member each', () => {
  expect(valueAt({ data: [{ case_number: 7 }, { case_status: 'Signed' }] }, 'data[*].case_status | [0]')).toBe(
    'Signed',
  );
});

it('reads questions with answers whatever their members are called, and not the wording of a question', () => {
  const short = {
    answers: [
      { q: 'Status', a: 'Signed' },
      { q: 'Phone', a: '1' },
    ],
  };
  expect(valueAt(short, "answers[?q=='Phone'] | [0].a")).toBe('1');
  const worded = { '11': { name: 'caseStatus', text: 'Case status', answer: 'Signed' } };
  expect(found(worded).map(({ value }) => value)).not.toContain('Case status');
});

it('takes a code and its wording for two values, not for a label and its value', () => {
  const tree = { statusReason: { code: 'NO_DX', text: 'Statute passed' } };
  const names = found(tree).map((one) => one.names);
  expect(names).toEqual([
    ['statusReason', 'code'],
    ['statusReason', 'text'],
  ]);
});

it('takes the latest of a history, of each kind where there are kinds', () => {
  const plain = {
    history: [
      { status: 'New', at: '2026-01-02' },
      { status: 'Signed', at: '2026-03-01' },
      { status: 'Open', at: '2026-02-01' },
    ],
  };
  expect(valueAt(plain, 'sort_by(to_array(history)[?at], &at)[-1].status')).toBe('Signed');
  const named = {
    statuses: [
      { name: 'Signed', date: '2026-03-01' },
      { name: 'New', date: '2026-01-02' },
    ],
  };
  expect(valueAt(named, 'sort_by(to_array(statuses)[?date], &date)[-1].name')).toBe('Signed');
  const kinds = {
    events: [
      { type: 'note', text: 'called', ts: 1772650000 },
      { type: 'status', to: 'Sent', ts: 1772560000 },
      { type: 'status', to: 'Signed', ts: 1772640000 },
    ],
  };
  expect(valueAt(kinds, "sort_by(to_array(events)[?type=='status' && ts], &ts)[-1].to")).toBe('Signed');
});

it('takes no contact for the last one in a history', () => {
  const contact = (phone: string, created: string) => ({ phone, created });
  const tree = { contacts: [contact('1', '2026-01-01'), contact('2', '2026-02-01')] };
  expect(found(tree).some(({ route }) => route === 'latest')).toBe(false);
});

it('does not sort by dates that do not sort as texts', () => {
  const tree = {
    log: [
      { status: 'New', date: '12/01/2025' },
      { status: 'Signed', date: '1/15/2026' },
    ],
  };
  expect(found(tree).some(({ route }) => route === 'latest')).toBe(false);
});

it('takes the element that is marked, before any other', () => {
  const tree = {
    phones: [
      { type: 'mobile', number: '1', primary: false },
      { type: 'work', number: '2', primary: true },
    ],
  };
  expect(valueAt(tree, 'phones[?primary] | [0].number')).toBe('2');
});

it('takes a value that says itself what it is only while it says so', () => {
  const tree = { propertyName: 'hs_lead_status', propertyValue: 'SIGNED' };
  expect(valueAt(tree, "to_array(@)[?propertyName=='hs_lead_status'] | [0].propertyValue")).toBe('SIGNED');
});

it('takes the later of a pair that changed, and the name of an id with a name', () => {
  expect(valueAt({ changes: { status: ['New', 'Signed'] } }, 'changes.status[1]')).toBe('Signed');
  expect(valueAt({ stage_id: [4, 'Won'] }, 'stage_id[1]')).toBe('Won');
});

it('joins several choices, and finds the first that is not empty', () => {
  const tree = { reasons: ['HIPAA signed', 'Records ordered'], emails: ['', 'a@example.com'] };
  expect(valueAt(tree, "join('; ', reasons[?@])")).toBe('HIPAA signed; Records ordered');
  expect(valueAt(tree, 'emails[?@] | [0]')).toBe('a@example.com');
});

it('keeps to 2,500 values, and ends at any depth', () => {
  expect(found(Object.fromEntries(Array.from({ length: 9_000 }, (_, at) => [`m${at}`, at + 1])))).toHaveLength(2_500);
  let tree: unknown = { status: 'Signed' };
  for (let depth = 0; depth < 31; depth += 1) tree = { a: [tree] };
  expect(found(tree)).toEqual([]);
});

it('never gives a path that the engine reads otherwise', () => {
  const name = fc.constantFrom(
    'status',
    'label',
    'value',
    'type',
    'name',
    'at',
    'primary',
    'Lead Status',
    'id',
    'phones',
    'events',
    'text',
  );
  const leaf = fc.oneof(
    fc.constantFrom('phone', 'Signed', 'status', "it's", '2026-03-04', '2026-03-05T10:00:00Z', 'mobile', ''),
    fc.constantFrom(1772650000, 7, true, false, null),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, leaf, tie('list'), tie('object')),
    list: fc.array(tie('tree'), { maxLength: 4 }),
    object: fc.dictionary(name, tie('tree'), { maxKeys: 5 }),
  }));
  fc.assert(
    fc.property(tree, (body) => {
      for (const { expression, value } of found(body)) {
        expect([expression, evaluated(body, expression)]).toEqual([expression, value]);
      }
    }),
    { numRuns: 500 },
  );
});
