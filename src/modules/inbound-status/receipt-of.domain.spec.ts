import type { Decision } from './batch-decision.domain.js';
import { receiptOf, recordedOf } from './receipt-of.domain.js';
import type { PreparedUpdate, Submission } from './submission.js';

const CALLER = { partnerId: 'firm', environment: 'live', slug: 'firm', tokenId: 't' } as const;
const STEP = { rule: 'lead_id', value: 'A', candidates: 1, why: 'Exactly one lead has this id.' } as const;

/** An update as far as receipts look at it. */
const update = (rawStatus: string | null, canonical: string | null = null, warnings: object[] = []): PreparedUpdate =>
  ({ fields: { Status: rawStatus }, status: { canonical, known: true }, warnings }) as unknown as PreparedUpdate;

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
      { outcome: 'applied', parked: null, leadId: 'A', matchedBy: 'lead_id', rawStatus: 'Signed', canonical: 'signed' },
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
    trace: { updates: [{ match: [STEP] }] },
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
    verdict: 'refused',
    reason: 'missing_status',
    httpStatus: 400,
  });
});
