import type { ProposedTarget } from '../inbound-adapter.domain.js';
import type { Candidate } from './candidate.domain.js';
import { PROFILES } from './profiles.domain.js';
import { tokensOf } from './tokens.domain.js';
import { words } from './word-list.domain.js';

/** The object that holds the status: what is about the same record lies in it or right above. */
export type Anchor = { readonly owner: string; readonly status: Candidate };

/** `statuses` are the paths that fit a status, the best first. */
export function anchorOf(statuses: readonly { readonly candidate: Candidate }[]): Anchor | null {
  const [best] = statuses;
  return best === undefined ? null : { owner: recordOf(best.candidate.owner), status: best.candidate };
}

/** Words of objects that are a part of the record that has the status. */
const PARTS = words(`status stage disposition outcome state property field custom answer section column phase step to
  transition`);

/** The record, given the object that holds its status: `lead` for `lead.status` and for `lead.fields."Status"`. */
function recordOf(owner: string): string {
  const at = owner.lastIndexOf('.');
  const tokens = tokensOf(owner.slice(at + 1));
  const isPart = tokens.length === 0 || tokens.some((token) => PARTS.has(token));
  if (owner === '@' || !isPart) return owner;
  return at < 0 ? '@' : recordOf(owner.slice(0, at));
}

type Near = { readonly same: number; readonly below: number; readonly around: number };

/** What it counts to lie in the record itself, in a part of it, or around it. */
const NEAR: Readonly<Partial<Record<ProposedTarget, Near>>> = {
  ExternalLeadId: { same: 0.12, below: -0.08, around: 0.04 },
  SubStatus: { same: 0.06, below: 0.02, around: 0 },
  Message: { same: 0.04, below: 0, around: 0 },
  CaseCode: { same: 0.02, below: 0, around: 0 },
};
/** A record that is only called `id` is the one that has the status. */
const BARE_ID = 0.12;
/** And this word otherwise tells of something else than the record. */
const SELF_NAMED = 0.35;
const OTHER_EVENT = -0.3;

/** What it counts for a field where the path lies, as seen from the record that has the status. */
export function nearness(field: ProposedTarget, candidate: Candidate, { owner, status }: Anchor): number {
  const near = NEAR[field];
  if (near === undefined) return 0;
  if (isOtherEvent(candidate, status)) return OTHER_EVENT;
  const where = whereIs(candidate.owner, owner);
  const own = where === 'same' && field === 'ExternalLeadId' ? ownId(candidate) : 0;
  return own + (where === null ? 0 : near[where]);
}

function whereIs(owner: string, record: string): keyof Near | null {
  if (owner === record) return 'same';
  const within = (inner: string, outer: string): boolean =>
    outer === '@' || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
  if (within(owner, record)) return 'below';
  return within(record, owner) ? 'around' : null;
}

const BARE_IDS = new Set(['id', 'uuid']);

/** `id`, `uuid`, or named after the object that holds it: `request: { request_id }`. */
function ownId(candidate: Candidate): number {
  const { names, named, route } = candidate;
  const [own, holder] = [names.at(-1), names.at(-2)].map((name) => tokensOf(name ?? '').join(' '));
  if (BARE_IDS.has(own ?? '')) return BARE_ID;
  const isSelf = route === 'plain' && holder !== '' && own === `${holder} id`;
  return isSelf && named.own.some((token) => PROFILES.ExternalLeadId.vetoes.has(token)) ? SELF_NAMED : 0;
}

/** The latest of another kind in the list of events that has the status tells of another moment. */
function isOtherEvent(candidate: Candidate, status: Candidate): boolean {
  if (candidate.route !== 'latest' || status.route !== 'latest' || candidate.owner === status.owner) return false;
  return listOf(candidate) === listOf(status);
}

function listOf({ owner }: Candidate): string {
  return owner.split('[?', 1)[0] ?? owner;
}
