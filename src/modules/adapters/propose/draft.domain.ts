import type { InboundAdapter, ProposedTarget } from '../inbound-adapter.domain.js';
import type { Choice, Rated } from './choose.domain.js';
import type { Verdict } from './confidence.domain.js';
import { pathTo } from './place.domain.js';
import type { Batch } from './units.domain.js';

/** How the samples are read before any expression sees them. */
export type Decoding = {
  readonly format: InboundAdapter['decode']['format'];
  readonly parseJson: readonly string[];
  readonly batch: Batch | null;
};

export type Decided = { readonly choice: Choice; readonly verdict: Verdict };

const MOST_EXPRESSIONS = 4;
/** How much worse a path may fit to be asked when the first has nothing. */
const FALLBACK = 0.3;
const LEAST_FALLBACK = 0.6;
/** Fields of which people have several: the next best is better than none. */
const WITH_FALLBACKS = new Set<ProposedTarget>(['ContactPhone', 'ContactEmail', 'ContactName']);
const LONGEST = 300;

/** The document of what was decided; nothing below the check band is in it. */
export function draftOf(decoding: Decoding, decided: readonly Decided[], phoneRegion: string): InboundAdapter {
  const proposed = decided.filter(({ verdict }) => verdict.band !== 'not_found');
  const { format, parseJson, batch } = decoding;
  const when = proposed.flatMap(({ choice }) => guardsOf(choice));
  return {
    schemaVersion: 1,
    direction: 'inbound',
    defaults: { phoneRegion },
    decode: {
      format,
      ...(parseJson.length > 0 && { parseJson }),
      ...(batch !== null && { forEach: pathTo(batch) || '@' }),
    },
    ...(when.length > 0 && { when }),
    map: Object.fromEntries(proposed.map(({ choice }) => [choice.field, expressionsOf(choice)])),
    status: { table: {} },
  };
}

/** In bodies that name what changed, whatever else changed is no status update. */
function guardsOf({ field, chosen }: Choice): { ignoreIf: string; reason: string }[] {
  if (field !== 'Status' || chosen?.candidate.route !== 'guarded') return [];
  return [
    { ignoreIf: `!(${chosen.candidate.expression})`, reason: 'The event is about something else than the status.' },
  ];
}

function expressionsOf({ field, chosen, rated }: Choice): readonly string[] {
  if (chosen === null) return [];
  const others = rated.filter((one) => one !== chosen && isFallback(field, chosen, one));
  const all = [chosen, ...others].map(({ candidate }) => candidate.expression);
  return all.filter((text) => text.length <= LONGEST).slice(0, MOST_EXPRESSIONS);
}

function isFallback(field: ProposedTarget, chosen: Rated, other: Rated): boolean {
  if (chosen.echoed) return other.echoed;
  if (!WITH_FALLBACKS.has(field) || other.score.total < Math.max(LEAST_FALLBACK, chosen.score.total - FALLBACK))
    return false;
  return other.score.context >= Math.min(0, chosen.score.context);
}
