type Lead = {
  readonly id: string;
  readonly environment: 'live' | 'sandbox';
  readonly massTort: object;
  readonly partner: object | null;
  readonly state: string;
  readonly status: string | null;
  readonly timeline: readonly object[];
};
type Standing = {
  readonly label: string;
  readonly meaning: string;
  readonly stage: number;
  readonly terminal: boolean;
};

/** A case as the app shows it. Without a status yet, label, meaning and stage are null. */
export type UserCase = {
  readonly leadId: string;
  readonly label: string | null;
  readonly meaning: string | null;
  readonly stage: number | null;
  readonly terminal: boolean;
} & Omit<Lead, 'id'>;

export function caseOf(lead: Lead, standing: Standing | undefined): UserCase {
  const { id: leadId, environment, massTort, partner, state, status, timeline } = lead;
  const { label = null, meaning = null, stage = null, terminal = false } = standing ?? {};
  return { leadId, environment, massTort, partner, state, status, label, meaning, stage, terminal, timeline };
}
