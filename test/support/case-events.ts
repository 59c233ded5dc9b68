import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Gateway } from './app.js';
import { type Answer, asAdmin } from './http.js';
import { send } from './payments.js';

/** The key that the tests' accounts at CareValidate have first. */
const CARE_KEY = 'care-secret-1';

let serial = 0;

/** An account at CareValidate; answers its name. */
export async function aCareAccount(gateway: Gateway, settings: object = { secret: CARE_KEY }): Promise<string> {
  serial += 1;
  const account = `care-${serial}`;
  const json = { provider: 'carevalidate', account, name: `Care ${serial}`, ...settings };
  const made = await asAdmin(gateway, '/api/admin/provider-accounts', { json });
  if (made.status !== 201) throw new Error(`The account was not made: ${JSON.stringify(made.body)}`);
  return account;
}

/** A sample of CareValidate's public pages, as its bytes. */
export function careSample(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/carevalidate/${name}.json`, import.meta.url));
}

export function careSignature(body: string | Buffer, key = CARE_KEY): Record<string, string> {
  return { 'x-cv-signature': createHmac('sha256', key).update(body).digest('hex') };
}

/** Sends a body as CareValidate does: signed, over its bytes. */
export function tellCare(
  gateway: Pick<Gateway, 'baseUrl'>,
  account: string,
  body: object | string | Buffer,
  headers?: Record<string, string | string[]>,
): Promise<Answer> {
  const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return send(gateway, 'case-events', account, bytes, {
    headers: (headers ?? careSignature(bytes)) as Record<string, string>,
  });
}

type EventOptions = {
  readonly caseId?: string;
  readonly activityId?: string;
  /** Minutes after the start. */
  readonly at?: number;
  readonly snapshot?: object | null;
  readonly members?: object;
  readonly activity?: object;
};

const START = Date.parse('2026-01-05T12:00:00.000Z');

function minuteOf(at: number): string {
  return new Date(START + at * 60_000).toISOString();
}

/** An event with a case and an activity, as the pages show them. */
export function careEvent(event: string, options: EventOptions = {}): object {
  const { caseId = 'case-1', activityId = randomUUID(), at = 0, snapshot = {}, members = {}, activity = {} } = options;
  const time = minuteOf(at);
  const told = snapshot && {
    case: { id: caseId, status: 'OPEN', isArchived: false, closedAt: null, updatedAt: time, ...snapshot },
  };
  const line = { id: activityId, type: event, isPHI: false, isRestricted: false, timestamp: time, ...activity };
  return { event, payload: { ...told, activity: line, ...members } };
}

export type CareCaseRecord = {
  readonly id: string;
  readonly reference: string;
  readonly status: string | null;
  readonly is_archived: boolean | null;
  readonly closed_at: Date | null;
  readonly lead_id: string | null;
};

/** The one case with this reference. */
export async function careCaseBy({ source }: Gateway, reference: string): Promise<CareCaseRecord> {
  const rows = await source.query<CareCaseRecord[]>('select * from care_case where reference = $1', [reference]);
  if (rows.length !== 1 || !rows[0]) throw new Error(`There are ${rows.length} cases of the reference ${reference}`);
  return rows[0];
}

/** Sends a body that has to be taken, and looks at its receipt; answers the outcome. */
export async function takenBy(gateway: Gateway, account: string, body: object | string | Buffer): Promise<string> {
  const answer = await tellCare(gateway, account, body);
  expect(answer).toMatchObject({ status: 200, body: { message: 'Webhook received successfully' } });
  const receipt = await asAdmin(gateway, `/api/admin/receipts/${answer.body['receiptId']}`);
  expect(receipt.body).toMatchObject({ source: 'carevalidate', verdict: 'accepted', httpStatus: 200 });
  return String(answer.body['outcome']);
}
