import { sha256 } from '../../kernel/sha256.js';

export type Choice = { readonly partnerId: string; readonly weight: number; readonly dailyCap: number | null };

/**
 * The order in which partners are tried for a lead: each next one drawn in proportion to its weight. Weight 0 is never
 * chosen. The draw depends on the lead alone, so it can be explained and repeated.
 */
export function orderOfChoice<Candidate extends Choice>(leadId: string, candidates: readonly Candidate[]): Candidate[] {
  const left = candidates.filter(({ weight }) => weight > 0);
  left.sort((one, other) => (one.partnerId < other.partnerId ? -1 : 1));
  const order: Candidate[] = [];
  for (let turn = 0; left.length > 0; turn += 1) {
    const at = drawn(left, fraction(leadId, turn));
    order.push(...left.splice(at, 1));
  }
  return order;
}

export type ObstacleCode = 'no_partner' | 'no_endpoint' | 'capped';

/** Why a lead that nobody has goes to none of these; null when one would take it. `reachable` have an endpoint in use. */
export function obstacleTo(candidates: readonly Choice[], reachable: ReadonlySet<string>): ObstacleCode | null {
  const chosen = candidates.filter(({ weight }) => weight > 0);
  if (chosen.length === 0) return 'no_partner';
  const fitting = chosen.filter(({ partnerId }) => reachable.has(partnerId));
  if (fitting.length === 0) return 'no_endpoint';
  return fitting.every(({ dailyCap }) => dailyCap !== null) ? 'capped' : null;
}

function drawn(candidates: readonly Choice[], part: number): number {
  const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
  let rest = part * total;
  const at = candidates.findIndex(({ weight }) => {
    rest -= weight;
    return rest < 0;
  });
  return at === -1 ? candidates.length - 1 : at;
}

/** Between 0 and 1, evenly, the same for the same lead and turn. */
function fraction(leadId: string, turn: number): number {
  const digest = sha256(`${leadId}|${turn}`);
  return digest.readUInt32BE(0) / 2 ** 32;
}
