import { type News, TITLE } from './notification.domain.js';

/** Something about a case at the care provider that its user is told. */
export type CareChange = {
  readonly id: string;
  readonly caseId: string;
  readonly userId: string;
  readonly leadId: string;
  readonly kind: CareKind;
  readonly at: Date;
};
export type CareKind = 'decided' | 'closed' | 'appointment' | 'form' | 'order' | 'message';

/** What a locked screen may show: no drug, no decision, no amount and no provider. */
const TEXTS: Readonly<Record<CareKind, string>> = {
  decided: 'There is news about your case. Open the app to see it.',
  closed: 'There is news about your case. Open the app to see it.',
  appointment: 'There is news about an appointment. Open the app to see it.',
  form: 'Something needs your answer. Open the app to see it.',
  order: 'There is news about your case. Open the app to see it.',
  message: 'You have a new message. Open the app to read it.',
};

/** Null for a sandbox lead, which reaches nobody, and for one that is no longer known. */
export function careNewsOf(change: CareChange, environment: 'live' | 'sandbox' | undefined): News | null {
  if (environment !== 'live') return null;
  const { id, caseId, userId, leadId, kind, at } = change;
  const event = { userId, type: 'care.updated' as const, data: { caseId, leadId, at: at.toISOString() } };
  const words = { type: 'care.updated', title: TITLE, text: TEXTS[kind] } as const;
  return { event, notification: { id, userId, leadId, ...words, data: { caseId, leadId }, createdAt: at } };
}
