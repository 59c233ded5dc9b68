import type { Decision } from './batch-decision.domain.js';
import { receiptOf, recordedOf } from './receipt-of.domain.js';
import type { PreparedUpdate, SetAside, Submission } from './submission.js';

const CALLER = { partnerId: 'firm', environment: 'live', slug: 'firm', tokenId: 't' } as const;
const STEP = { rule: 'lead_id', value: 'A', candidates: 1, why: 'Exactly one lead has this id.' } as const;

/** An update as far as receipts look at it. */
const update = (rawStatus: string | null, canonical: string | null = null, warnings: object[] = []): PreparedUpdate =>
  ({
    dedupe: {},
    caseResolution: { massTortId: null },
    fields: { Status: rawStatus },
    status: { canonical, known: true },
    warnings,
    trace: [{ field: 'ContactEmail', from: 'mail', value: 'jane@example.com' }],
  }) as unknown as PreparedUpdate;

const APPLIED: Decision = {
  match: { outcome: 'matched', leadId: 'A', by: 'lead_id', teaches: false, steps: [STEP] },
  outcome: 'applied',
  parked: null,
  moves: true,
};
const PARKED: Decision = {
  match: { outcome: 'ambiguous', steps: [{ ...STEP, candidates: 2 }] },
  outcome: 'parked',
  parked: 'lead_ambiguous',
  moves: false,
};

function submission(updates: PreparedUpdate[], change: Partial<Submission> = {}): Submission {
  const body = {
    receiptId: 'r',
    adapterVersion: 3,
    updates,
    setAside: [],
    refusal: null,
    parkedAnswer: 404,
    caller: CALLER,
  } as const;
  return { ...body, ...change } as Submission;
}

/** Receipt and answer of a body with these updates, decided so. */
function judged(pairs: [PreparedUpdate, Decision][], change: Partial<Submission> = {}) {
  const one = submission(
    pairs.map(([first]) => first),
    change,
  );
  const decisions = new Map(pairs);
  const recorded = recordedOf(one, decisions);
  return { recorded, receipt: receiptOf(one, recorded.updates, decisions) };
}

it('tells the sender and the receipt of a matched update what became of it', () => {
  const { recorded, receipt } = judged([[update('Signed', 'signed'), APPLIED]]);
  expect(recorded).toEqual({
    receiptId: 'r',
    httpStatus: 200,
    updates: [
      {
        outcome: 'applied',
        parked: null,
        refusal: null,
        leadId: 'A',
        matchedBy: 'lead_id',
        rawStatus: 'Signed',
        canonical: 'signed',
      },
    ],
  });
  expect(receipt).toEqual({
    partnerId: 'firm',
    environment: 'live',
    adapterVersion: 3,
    verdict: 'accepted',
    reason: 'applied',
    httpStatus: 200,
    outcome: 'applied',
    leadId: 'A',
    trace: {
      updates: [
        {
          became: { outcome: 'applied', reason: null, leadId: 'A', canonical: 'signed' },
          match: [STEP],
          read: [{ field: 'ContactEmail', from: 'mail', value: 'j•••@example.com' }],
        },
      ],
    },
  });
});

it('gives the reason why an update is parked, and its explained steps', () => {
  const { recorded, receipt } = judged([[update('Signed', 'signed', [{ code: 'w', message: 'm' }]), PARKED]]);
  expect(recorded).toMatchObject({ httpStatus: 404, updates: [{ outcome: 'parked', leadId: null, matchedBy: null }] });
  expect(receipt).toMatchObject({ verdict: 'accepted', reason: 'lead_ambiguous', outcome: 'parked', leadId: null });
  expect(receipt).toMatchObject({ trace: { updates: [{ match: [{ candidates: 2 }], warnings: [{ code: 'w' }] }] } });
});

it('answers 202 for parked updates of a sender that wants it', () => {
  const { recorded, receipt } = judged([[update('Signed'), PARKED]], { parkedAnswer: 202 });
  expect([recorded.httpStatus, receipt.httpStatus]).toEqual([202, 202]);
});

it('answers 200 as soon as one of several updates was matched', () => {
  const { recorded, receipt } = judged([
    [update('Signed'), PARKED],
    [update('Filed', 'filed'), APPLIED],
  ]);
  expect(recorded.httpStatus).toBe(200);
  expect(receipt).toMatchObject({ reason: 'lead_ambiguous', httpStatus: 200 });
});

it('keeps a refusal with its code and no updates', () => {
  const refusal = { code: 'missing_status', httpStatus: 400 };
  const { recorded, receipt } = judged([], { refusal, adapterVersion: null });
  expect(recorded).toEqual({ receiptId: 'r', httpStatus: 400, updates: [] });
  expect(receipt).toEqual({
    partnerId: 'firm',
    environment: 'live',
    adapterVersion: null,
    trace: null,
    verdict: 'refused',
    reason: 'missing_status',
    httpStatus: 400,
  });
});

describe('a body with updates that are matched to no lead', () => {
  const aside = (item: number, change: object) => ({ item, trace: [], warnings: [], ...change }) as unknown as SetAside;
  const ignored = (item: number) => aside(item, { ignored: 'no stage in this event', refusal: null });
  const refused = (item: number) =>
    aside(item, { ignored: null, refusal: { code: 'missing_status', message: 'None.' } });
  const at = (item: number, one: PreparedUpdate): PreparedUpdate => ({ ...one, item });

  it('is answered in the order of the body', () => {
    const { recorded } = judged([[at(1, update('Signed', 'signed')), APPLIED]], { setAside: [refused(0), ignored(2)] });
    expect(recorded.updates.map(({ outcome }) => outcome)).toEqual(['refused', 'applied', 'ignored']);
    expect(recorded.httpStatus).toBe(200);
  });

  it('is found by the first lead that it is about', () => {
    const { receipt } = judged([[at(1, update('Signed', 'signed')), APPLIED]], { setAside: [ignored(0)] });
    expect(receipt).toMatchObject({ reason: 'ignored', leadId: 'A' });
  });

  it('is a success when all there is to it is to be ignored, and the receipt says why', () => {
    const { recorded, receipt } = judged([], { setAside: [ignored(0)] });
    expect(recorded).toMatchObject({ httpStatus: 200, updates: [{ outcome: 'ignored', rawStatus: null }] });
    expect(receipt).toMatchObject({ verdict: 'accepted', reason: 'ignored', httpStatus: 200, outcome: 'ignored' });
    expect(receipt).toMatchObject({ trace: { updates: [{ ignored: 'no stage in this event' }] } });
  });

  it('is refused when every update is', () => {
    const { recorded, receipt } = judged([], { setAside: [refused(0), refused(1)] });
    expect(recorded.httpStatus).toBe(400);
    expect(receipt).toMatchObject({ verdict: 'refused', reason: 'missing_status', httpStatus: 400 });
  });

  it('has the code of its first update when none was matched or ignored', () => {
    expect(judged([[at(0, update('Signed')), PARKED]], { setAside: [refused(1)] }).recorded.httpStatus).toBe(404);
    expect(judged([[at(1, update('Signed')), PARKED]], { setAside: [refused(0)] }).recorded.httpStatus).toBe(400);
  });
});

it('keeps an accident of ours apart from what was refused', () => {
  const refusal = { code: 'internal', httpStatus: 500 };
  expect(judged([], { refusal }).receipt).toMatchObject({ verdict: 'failed', reason: 'internal', httpStatus: 500 });
});
