/** What an event is about. */
export const GROUPS = [
  ...[
    'case',
    'people',
    'decisions',
    'comments',
    'forms',
    'messages',
    'payments',
    'subscriptions',
    'orders',
    'calendar',
  ],
  'unknown',
] as const;
export type Group = (typeof GROUPS)[number];

/** What a user is told of an event that is neither restricted nor about the case's state; null: nothing. */
export type Told = 'appointment' | 'form' | 'order' | 'message' | null;

export type EventName = { readonly group: Group; readonly label: string; readonly tells: Told };

type Line = readonly [name: string, label: string, tells?: Told];

/** The activity types that CareValidate documents, by group (its page of PAYMENT_COMPLETED). The list is open: others come. */
const LINES: Readonly<Record<Exclude<Group, 'unknown'>, readonly Line[]>> = {
  case: [
    ['CREATE_CASE', 'Case created'],
    ['CHANGE_CASE_STATUS', 'Case status changed'],
    ['ARCHIVE_CASE', 'Case archived'],
    ['REOPEN_CASE', 'Case reopened'],
    ['IMPORT_CASE', 'Case imported'],
    ['ESCALATE_CASE', 'Case escalated'],
    ['DEESCALATE_CASE', 'Case no longer escalated'],
    ['ADD_CASE_ESCALATION', 'Escalation added'],
    ['UPDATE_CASE_ESCALATION', 'Escalation changed'],
    ['REMOVE_CASE_ESCALATION', 'Escalation removed'],
    ['VISIT_TYPE_CHANGED', 'Visit type changed'],
  ],
  people: [
    ['ADD_CASE_ASSIGNEE', 'Assignee added'],
    ['REMOVE_CASE_ASSIGNEE', 'Assignee removed'],
    ['ADD_HR_REP', 'Support contact added'],
    ['REMOVE_HR_REP', 'Support contact removed'],
  ],
  decisions: [
    ['ADD_CASE_DECISION', 'Decision added'],
    ['DECISION_DELETED', 'Decision deleted'],
  ],
  comments: [
    ['ADD_CASE_COMMENT', 'Comment added', 'message'],
    ['DELETE_CASE_COMMENT', 'Comment deleted'],
    ['COMMENT_ACKNOWLEDGED', 'Comment acknowledged'],
    ['NOTE_ACKNOWLEDGED', 'Note acknowledged'],
    ['SUPPORT_NOTE_ADDED', 'Support note added'],
    ['SUPPORT_NOTE_UPDATED', 'Support note changed'],
    ['SUPPORT_NOTE_COMPLETED', 'Support note completed'],
    ['TEXT_INFO', 'Information'],
  ],
  forms: [
    ['ADD_FORM_RESPONSE', 'Form answered'],
    ['UPDATE_FORM_RESPONSE', 'Form answers changed'],
    ['FOLLOWUP_FORM', 'Follow-up form sent', 'form'],
    ['ADD_CASE_ATTACHMENT', 'Attachment added'],
    ['DELETE_ATTACHMENT', 'Attachment deleted'],
  ],
  messages: [
    ['FOLLOWUP_EMAIL', 'Follow-up e-mail sent'],
    ['INBOUND_EMAIL', 'E-mail received'],
    ['OUTBOUND_EMAIL', 'E-mail sent'],
    ['SMS_SENT', 'Text message sent'],
    ['SMS_RECEIVED', 'Text message received'],
  ],
  payments: [
    ['PAYMENT_ADDED', 'Payment added'],
    ['PAYMENT_COMPLETED', 'Payment completed'],
    ['PAYMENT_UPDATED', 'Payment changed'],
    ['PAYMENT_DELETED', 'Payment deleted'],
    ['PAYMENT_PREAUTHORIZED', 'Payment authorized'],
    ['PAYMENT_INFO_LINK_SENT', 'Payment link sent'],
    ['ADD_PAYMENT_INFO_USING_LINK', 'Payment details given'],
  ],
  subscriptions: [
    ['SUBSCRIPTION_ADDED', 'Subscription added'],
    ['SUBSCRIPTION_ACTIVATED', 'Subscription activated'],
    ['SUBSCRIPTION_COMPLETED', 'Subscription completed'],
    ['SUBSCRIPTION_PAUSED', 'Subscription paused'],
    ['SUBSCRIPTION_RESUMED', 'Subscription resumed'],
    ['SUBSCRIPTION_CANCELLED', 'Subscription cancelled'],
    ['SUBSCRIPTION_UPDATED', 'Subscription changed'],
  ],
  orders: [
    ['ORDER_CREATED', 'Order created'],
    ['ORDER_STATUS_CHANGED', 'Order status changed'],
    ['ORDER_TRACKING_ADDED', 'Order tracking added', 'order'],
  ],
  calendar: [
    ['CALENDAR_EVENT_CREATED', 'Appointment made', 'appointment'],
    ['CALENDAR_EVENT_RESCHEDULED', 'Appointment moved', 'appointment'],
    ['CALENDAR_EVENT_CANCELED', 'Appointment cancelled', 'appointment'],
    ['CALENDAR_EVENT_NO_SHOW', 'Appointment missed'],
    ['CALENDAR_EVENT_NO_SHOW_REMOVED', 'Appointment no longer counted as missed'],
  ],
};

const NAMES: ReadonlyMap<string, EventName> = new Map(
  Object.entries(LINES).flatMap(([group, lines]) =>
    lines.map(([name, label, tells = null]) => [name, { group: group as Group, label, tells }] as const),
  ),
);

export const KNOWN_NAMES: readonly string[] = [...NAMES.keys()];

const UNKNOWN: EventName = { group: 'unknown', label: 'Unknown event', tells: null };

/** What is known of an event's name; a name that is not on the list is an unknown event, and is kept all the same. */
export function eventNamed(name: string | null): EventName {
  return (name === null ? undefined : NAMES.get(name)) ?? UNKNOWN;
}
