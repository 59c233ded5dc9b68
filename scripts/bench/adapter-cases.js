const LEAD = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const MIB = 1_048_576;
const document = (map, more = {}) => ({
  ...{ schemaVersion: 1, direction: 'inbound', decode: { format: 'json' }, status: { table: {} } },
  ...more,
  map,
});
const text = (letter, length = MIB - 100) => letter.repeat(length);
const rows = (count, row) => Array.from({ length: count }, (_, at) => row(at));
/** Short members, about as many as a body may hold. */
const wide = () => ({ a: rows(390, () => ({ b: rows(48, () => 1) })) });
const pair = () => ({ a: rows(190, () => rows(50, () => 1)), b: rows(190, () => rows(50, () => 1)) });
const long = (letter) => () => ({ t: text(letter) });
/** The worst text to search for: the engine's tables cover its end only. */
const needle = (length) => () => ({ t: text('a', MIB / 2), p: `ab${text('a', length - 2)}` });

export const TYPICAL = {
  expressions: 12,
  document: document(
    {
      LeadId: ['lead.ref'],
      Status: ['lead.status'],
      SubStatus: ['lead.reason'],
      Message: ['lead.note'],
      ExternalLeadId: ["join('-', [file.office, file.number && to_string(file.number)][?@])"],
      CaseCode: ['case.code'],
      ContactPhone: ["contact.phones[?kind=='mobile'].number | [0]", 'contact.phones[?number].number | [0]'],
      ContactEmail: ['contact.email'],
      ContactName: ["join(' ', [contact.name.given, contact.name.family][?@])"],
      EventId: ['event.id'],
      EventTime: ['event.at'],
    },
    { when: [{ ignoreIf: '!(lead.status)', reason: 'no status in this event' }] },
  ),
  body: {
    event: { id: 'evt_8841', at: '2026-03-04T18:30:00-05:00', type: 'lead.updated' },
    lead: { ref: LEAD, status: 'Closed', reason: 'Client withdrew', note: 'Called twice, no answer.' },
    file: { office: 'LA', number: 4512 },
    case: { code: 'RU-SMITHLAW' },
    contact: {
      name: { given: 'Jane', family: 'Doe' },
      phones: [
        { kind: 'work', number: null },
        { kind: 'mobile', number: '(213) 555-0187' },
      ],
      email: 'Jane.Doe@Example.com',
    },
  },
};

export const HOSTILE = [
  { name: '$ in a projection', expression: 'a[?contains($.a, @)]', body: wide },
  { name: 'padding', expression: "pad_left('x', `50000000`)", body: wide },
  { name: 'doubling behind pipes', expression: 'a|[@,@][]|[@,@][]|[@,@][]|[@,@][]', body: wide },
  { name: 'text doubled behind pipes', expression: 'to_string([@,@]|[@,@])', body: wide },
  { name: '5,000 brackets', expression: '('.repeat(5_000), body: wide },
  { name: 'arithmetic', expression: 'a[*].b[*] + `1`', body: wide },
  { name: 'doubling by lists in lists', expression: doubled('a[].b[]', 5), body: wide },
  { name: 'every member of every member', expression: '*.*.*.*.*.*[][][][]', body: wide },
  { name: 'lists compared with themselves', expression: 'a[?b == b && b == b && b == b].b[] | [0]', body: wide },
  { name: 'two equal halves compared', expression: 'a == b && a == b && a == b', body: pair },
  { name: 'filters in filters', expression: 'a[?b[?contains(`[1]`, @)] && b[?@ == `2`]].b[]', body: wide },
  { name: 'search for a text of 200 characters', expression: 'contains(t, p)', body: needle(200) },
  { name: 'search for a text of 250,000 characters', expression: 'contains(t, p)', body: needle(250_000) },
  { name: 'split by a text of 250,000 characters', expression: 'split(t, p)', body: needle(250_000) },
  { name: '1 MiB split into letters', expression: "split(t, '')", body: long('x') },
  {
    name: '120,000 characters split into letters',
    expression: "split(t, '')",
    body: () => ({ t: text('x', 120_000) }),
  },
  { name: 'every letter replaced by the text', expression: "replace(t, 'x', t)", body: long('x') },
  { name: 'every letter replaced by ten', expression: "replace(t, 'x', 'yyyyyyyyyy')", body: long('x') },
  { name: '1 MiB joined with itself', expression: 'join(t, [t, t, t, t, t, t, t, t])', body: long('x') },
  { name: '1 MiB of spaces trimmed', expression: 'trim(t)', body: long(' ') },
  { name: 'spaces within trimmed', expression: 'trim(t)', body: () => ({ t: `x${text(' ', MIB - 200)}x` }) },
  { name: '1 MiB trimmed of itself', expression: 'trim(t, t)', body: long('x') },
  {
    name: '1 MiB in capitals, thrice',
    expression: 'upper(lower(upper(t)))',
    body: () => ({ t: text('ß', MIB / 2 - 50) }),
  },
  { name: '1 MiB reversed', expression: 'reverse(t)', body: long('x') },
  { name: '1 MiB sliced backwards', expression: 't[::-1]', body: long('x') },
  { name: '1 MiB read as a number', expression: 'to_number(t)', body: long('1') },
  {
    name: '500 texts of 2,000 equal letters sorted',
    expression: 'sort(a)',
    body: () => ({ a: rows(500, (n) => text('x', 2_000) + n) }),
  },
  {
    name: 'a list sorted by itself',
    expression: 'sort_by(sort_by(sort_by(a, &b[0]), &b[-1]), &length(b))',
    body: wide,
  },
  { name: '18,720 numbers sorted', expression: 'sort(a[].b[])', body: wide },
];

/** `[x[], x[]][]`, again and again. */
function doubled(expression, times) {
  return times === 0 ? expression : doubled(`[${expression},a][][]`, times - 1);
}

const everyField = (expression) =>
  document(
    Object.fromEntries(
      ['LeadId', 'Status', 'Message', 'ExternalLeadId', 'CaseCode'].map((field) => [field, rows(7, () => expression)]),
    ),
    { decode: { format: 'json', forEach: 'items' } },
  );

export const WORST_DOCUMENTS = [
  {
    name: '500 updates, 35 expressions each on a text of 1 MiB',
    document: everyField('body.t'),
    body: () => ({ items: rows(500, () => 1), t: text('\u0001', 170_000) }),
  },
  {
    name: '500 updates, each with 35 searches through 500 items',
    document: everyField('body.items[?x == `2`] | [0]'),
    body: () => ({ items: rows(500, (x) => ({ x })) }),
  },
  {
    name: '500 updates, each compared with a list of 500 long texts',
    document: everyField('contains(body.list, item) && item'),
    body: () => ({ items: rows(500, () => text('x', 1_000)), list: rows(500, () => `${text('x', 999)}y`) }),
  },
  {
    name: '500 updates, each beside an object of 18,000 members',
    document: everyField('body.o && item'),
    body: () => ({ items: rows(500, () => 1), o: Object.fromEntries(rows(18_000, (n) => [`m${n}`, 1])) }),
  },
  {
    name: '500 updates with phone, time and name',
    document: document(
      { Status: ['item.s'], ContactPhone: ['item.p'], ContactName: ['item.n'], EventTime: ['item.t'] },
      { decode: { format: 'json', forEach: 'items' }, defaults: { timeZone: 'America/New_York' } },
    ),
    body: () => ({
      items: rows(500, (n) => ({ s: 'Signed', p: `21355501${10 + (n % 89)}`, n: 'Doe, Jane', t: '3/4/2026 6:30 PM' })),
    }),
  },
  {
    name: 'one update of a text of 1 MiB in every field',
    document: document(
      Object.fromEntries(
        ['Status', 'Message', 'ContactName', 'ContactPhone', 'ContactEmail', 'EventTime', 'LeadId', 'LawFirm'].map(
          (field) => [field, ['t']],
        ),
      ),
    ),
    body: () => ({ t: text('1 ', MIB / 2 - 100) }),
  },
];
