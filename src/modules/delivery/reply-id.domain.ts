import { cleanText } from '../../kernel/contact.js';
import { parseJsonLosslessly } from '../../kernel/json.js';

/** Names compared without case, hyphens and underscores; what a partner calls external is its own id for certain. */
const NAMES = ['externalleadid', 'id', 'leadid', 'recordid'];
const WRAPPERS = ['data', 'lead', 'result'];
const LONGEST = 200;
const LIMITS = { depth: 64, values: 10_000 };
/** Texts that stand for success or for nothing: learnt as an id, they would join unrelated leads. */
const NO_IDS = new Set(['0', 'test', 'null', 'n/a', 'ok', 'success', 'none', 'undefined', 'true', 'false']);

function recordIdIn(reply: Buffer, leadId: string): string | null {
  const levels = levelsOf(parsed(reply));
  for (const name of NAMES) {
    for (const level of levels) {
      const id = idOf(level.get(name), leadId);
      if (id !== null) return id;
    }
  }
  return null;
}

/** What the endpoint's outcome rules make of a reply, as far as ids go. */
type ToldId = {
  readonly outcome: string;
  readonly knowsRecordId: boolean;
  readonly captured: { readonly partnerRecordId: string | null };
};

/**
 * The partner's own id of a lead, from its reply to the delivery: where the endpoint's rules say, else a text or number
 * under a usual name, at the top or one level down. Null when there is none that can be told from a constant or from our
 * own. The id in a reply that calls the lead a duplicate may be that of another record, so that one only a rule can name.
 */
export function learntIdIn(reply: Buffer, told: ToldId | null, leadId: string): string | null {
  if (told?.knowsRecordId) return idOf(told.captured.partnerRecordId, leadId);
  return told?.outcome === 'duplicate' ? null : recordIdIn(reply, leadId);
}

/** The reply and what it wraps, as maps from folded names. */
function levelsOf(reply: unknown): Map<string, unknown>[] {
  const top = membersOf(reply);
  return [top, ...WRAPPERS.map((name) => membersOf(top.get(name)))];
}

function membersOf(value: unknown): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
  return new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase().replace(/[_-]/g, ''), member]));
}

function idOf(value: unknown, leadId: string): string | null {
  if (typeof value !== 'string' && !Number.isSafeInteger(value)) return null;
  const id = cleanText(String(value), LONGEST);
  const folded = id?.toLowerCase() ?? '';
  return NO_IDS.has(folded) || folded.includes(leadId.toLowerCase()) ? null : id;
}

/** Null for what is not JSON: a reply may be anything, and its status has already counted. */
function parsed(reply: Buffer): unknown {
  try {
    return parseJsonLosslessly(reply.toString(), LIMITS);
  } catch {
    return null;
  }
}
