import { signHex } from '../../kernel/hmac.js';
import { signatureHeaders } from '../../kernel/standard-webhooks.js';

/** What a partner is told about a lead. Absent contact fields are left out of the body. */
export type LeadToSend = {
  readonly id: string;
  readonly person: {
    readonly firstName?: string;
    readonly lastName?: string;
    readonly email?: string;
    readonly phone?: string;
    readonly state?: string;
    readonly dateOfBirth?: string;
  };
  readonly answers: Readonly<Record<string, string>>;
  readonly massTort: { readonly slug: string; readonly name: string };
  readonly partnerSlug: string;
  readonly source: string;
  readonly submittedAt: Date;
};

type Auth =
  | { readonly type: 'api_key'; readonly header: string; readonly value: string }
  | { readonly type: 'bearer'; readonly token: string }
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | { readonly type: 'hmac'; readonly secret: string };

export const CONTENT_TYPE = 'application/json';
const USER_AGENT = 'PartnerGateway/1';
const CONTACT = ['firstName', 'lastName', 'email', 'phone', 'state', 'dateOfBirth'] as const;
const STANDARD = new Set<string>(['LeadId', ...CONTACT, '_metadata']);
/** What an attempt may be remembered by: nothing that authenticates. */
const RECORDED = ['content-type', 'user-agent', 'webhook-id', 'webhook-timestamp', 'idempotency-key'];

/**
 * The standard body (partner docs, "Outbound"): id, contact, the intake answers flat beside them, `_metadata`. Written
 * member by member, because an object would sort an answer called `2022` to the front and lose one called `__proto__`.
 */
export function standardBody(lead: LeadToSend): Buffer {
  const { id, person, answers } = lead;
  const contact = CONTACT.map((name): [string, unknown] => [name, person[name]]);
  const flat = Object.entries(answers).map(([name, text]): [string, unknown] => [memberFor(name, answers), text]);
  const members: [string, unknown][] = [['LeadId', id], ...contact, ...flat, ['_metadata', metadataOf(lead)]];
  const present = members.filter(([, value]) => value !== undefined);
  const text = present.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return Buffer.from(`{${text.join(',')}}`);
}

/** The same on every attempt and resend, so that the receiver can tell a repeat. */
export function webhookIdOf(deliveryId: string): string {
  return `msg_${deliveryId}`;
}

type Signed = {
  readonly deliveryId: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly auth: Auth;
  readonly signingSecrets: readonly string[];
  readonly now: Date;
};

/** Everything an attempt is sent with: identification as the partner chose it, and Standard Webhooks beside it. */
export function headersOf({
  deliveryId,
  body,
  contentType,
  auth,
  signingSecrets,
  now,
}: Signed): Record<string, string> {
  const id = webhookIdOf(deliveryId);
  return {
    'content-type': contentType,
    'user-agent': USER_AGENT,
    'idempotency-key': id,
    ...signatureHeaders({ id, timestamp: now, body, secrets: signingSecrets }),
    ...authHeaders(auth, body),
  };
}

/** Those of the headers that an attempt's record keeps. */
export function recordedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => RECORDED.includes(name)));
}

/** An answer never takes the place of a standard member, nor of an answer that has the longer name already. */
function memberFor(name: string, answers: Readonly<Record<string, string>>): string {
  if (!STANDARD.has(name)) return name;
  let free = `answer_${name}`;
  while (Object.hasOwn(answers, free)) free = `answer_${free}`;
  return free;
}

function metadataOf({ id, massTort, partnerSlug, source, submittedAt }: LeadToSend): object {
  return {
    response_id: id,
    mass_tort_slug: massTort.slug,
    mass_tort_name: massTort.name,
    partner_slug: partnerSlug,
    source,
    submitted_at: submittedAt.toISOString(),
  };
}

function authHeaders(auth: Auth, body: Buffer): Record<string, string> {
  switch (auth.type) {
    case 'api_key':
      return { [auth.header]: auth.value };
    case 'bearer':
      return { authorization: `Bearer ${auth.token}` };
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}` };
    case 'hmac':
      return { 'x-signature': signHex('sha256', auth.secret, body) };
  }
}
