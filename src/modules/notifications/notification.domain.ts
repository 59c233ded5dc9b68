/** The app's name is the whole title: a locked screen shows it to anybody (`domain/payme.md`, Push rules). */
export const TITLE = 'PayMe';

/** What the app needs to open the right page; nothing about the person or the case. */
export type NewNotification = {
  readonly id: string;
  readonly userId: string;
  readonly leadId: string | null;
  readonly type: 'case.status_changed' | 'payment.updated' | 'care.updated';
  readonly title: string;
  readonly text: string;
  readonly data: object;
  readonly createdAt: Date;
};

/** Goes to the user's open streams, and to those that come back later. Read by the app after unlock. */
export type NewUserEvent = {
  readonly userId: string;
  readonly type: 'case.status_changed' | 'payment.updated' | 'care.updated' | 'notification.created';
  readonly data: object;
};

/** A committed move of a lead. `push`: the user is told, not only shown. */
export type StatusChange = {
  readonly id: string;
  readonly leadId: string;
  readonly status: string;
  readonly push: boolean;
  /** The user's feed has it already: it waited for somebody to confirm that the user may be told. */
  readonly shown?: boolean;
  readonly at: Date;
};

type Lead = { readonly userId: string; readonly environment: 'live' | 'sandbox' };
type Standing = { readonly label: string; readonly stage: number; readonly pushText: string };

/** What the user is shown, and told if the change is worth it. */
export type News = { readonly event: NewUserEvent | null; readonly notification: NewNotification | null };

/** Null for a sandbox lead, which reaches nobody, and for a lead or status that is no longer known. */
export function newsOf(change: StatusChange, lead: Lead | undefined, standing: Standing | undefined): News | null {
  if (!lead || !standing || lead.environment === 'sandbox') return null;
  const { id, leadId, status, at } = change;
  const { userId } = lead;
  const { label, stage, pushText } = standing;
  const data = { leadId, status, label, stage, at: at.toISOString() };
  const event: NewUserEvent | null = change.shown ? null : { userId, type: 'case.status_changed', data };
  if (!change.push) return { event, notification: null };
  const words = { type: 'case.status_changed', title: TITLE, text: pushText } as const;
  return { event, notification: { id, userId, leadId, ...words, data: { leadId }, createdAt: at } };
}
