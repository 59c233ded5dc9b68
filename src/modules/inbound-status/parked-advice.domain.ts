import type { Common } from './parked-group.domain.js';

/** What an operator may do about something that waits. */
export type ParkedAction = 'link' | 'confirm' | 'reject' | 'map' | 'retry' | 'replay' | 'discard';

export type Advice = {
  /** What would fix it, in a sentence or two. */
  readonly fix: string;
  readonly actions: readonly ParkedAction[];
};

const ADVICE: Readonly<Record<string, Advice>> = {
  lead_ambiguous: {
    fix: 'Ask the partner to send the LeadId, or link each report to its lead.',
    actions: ['link', 'retry', 'discard'],
  },
  identifiers_disagree: {
    fix: 'What was sent points to two leads. Ask the partner which one is meant, and link the report to it.',
    actions: ['link', 'discard'],
  },
  match_unconfirmed: {
    fix: 'The lead was found by its name, so its user was not told yet. Confirm that it is the right one, or reject it.',
    actions: ['confirm', 'reject'],
  },
  match_rejected: {
    fix: 'It was taken from the lead that its name had found. Link it to the right one, or discard it.',
    actions: ['link', 'discard'],
  },
  external_id_conflict: {
    fix: 'The partner sent one id for two leads. Link it to the lead that it belongs to, or discard what the other said.',
    actions: ['link', 'discard'],
  },
  unreadable: {
    fix: 'What was kept does not open with the keys of this database. Restore the right key and retry, or ask the partner to send it again.',
    actions: ['retry', 'discard'],
  },
  missing_identifier: {
    fix: 'Nothing in it says which lead is meant. Correct the adapter and replay, or ask the partner to send the LeadId.',
    actions: ['replay', 'discard'],
  },
  missing_status: {
    fix: 'Nothing in it is a status. Correct the adapter, or have it ignore such events, and replay.',
    actions: ['replay', 'discard'],
  },
  body_unparseable: {
    fix: 'The bytes are not what their media type says. Ask the partner to correct its sender; replay once an adapter reads them.',
    actions: ['replay', 'discard'],
  },
  internal: {
    fix: 'It failed by an accident of ours; the partner was asked to send it again. Replay it once the cause is mended.',
    actions: ['replay', 'discard'],
  },
};

const IDENTIFIERS_ADVICE: readonly [name: string, fix: string][] = [
  [
    'LeadId',
    'No lead with this id was sent to the partner. It is tried again when one is; a wrong id must be corrected by the partner.',
  ],
  [
    'ExternalLeadId',
    "The partner's own id is not known yet. Link one report to its lead: the id is learnt, and all that wait under it go on.",
  ],
  ['ContactPhone', 'No open lead has this phone. Ask the partner to send the LeadId, or link the report by hand.'],
  [
    'ContactEmail',
    'No open lead has this e-mail address. Ask the partner to send the LeadId, or link the report by hand.',
  ],
  [
    'ContactName',
    'A name alone finds nobody. Ask the partner to send the LeadId, or the CaseCode beside the name; or link the report by hand.',
  ],
];

const OTHER: Advice = { fix: 'The partner must correct what it sends.', actions: ['replay', 'discard'] };

/** What would fix things that wait for a reason and have this in common. */
export function adviceOf(reason: string, common: Common | null): Advice {
  if (reason === 'status_unmapped') {
    const status = common ? ` ${JSON.stringify(common.value)}` : '';
    return {
      fix: `Say what the status${status} means, or that it changes nothing.`,
      actions: ['map', 'retry', 'discard'],
    };
  }
  if (reason === 'lead_not_found') return { fix: lostAdvice(common), actions: ['link', 'retry', 'discard'] };
  return ADVICE[reason] ?? OTHER;
}

function lostAdvice(common: Common | null): string {
  if (common?.kind === 'case_code') {
    return `No mass tort has the case code ${JSON.stringify(common.value)}: add it to the catalogue and retry. A name needs it to find a lead.`;
  }
  const sent = common?.value.split(', ') ?? [];
  const [, fix] = IDENTIFIERS_ADVICE.find(([name]) => sent.includes(name)) ?? [];
  return fix ?? 'Ask the partner to send the LeadId, or link the report by hand.';
}
