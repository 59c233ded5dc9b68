import type { Warning } from '../reading.domain.js';
import type { Decided } from './draft.domain.js';

const SLASHED = /^\s*\d{1,2}\/\d{1,2}\/\d{2,4}/;
const WITH_ZONE = /(?:Z|[+-]\d\d:?\d\d)$|^\d{10,13}$/i;
const WITH_COUNTRY = /^\s*(?:tel:)?\+/;

/** What the draft takes for granted where the samples leave it open: shown with its default, for a person to confirm. */
export function assumptionsIn(decided: readonly Decided[], region: string): readonly Warning[] {
  const warnings: Warning[] = [];
  if (valuesOf('ContactPhone', decided).some((text) => !WITH_COUNTRY.test(text))) {
    const message = `Phones without a country code are read as numbers of ${region}. Confirm defaults.phoneRegion.`;
    warnings.push({ code: 'phone_region_assumed', message });
  }
  const times = valuesOf('EventTime', decided);
  if (times.some((text) => !WITH_ZONE.test(text.trim()))) {
    const message = 'Times without a zone are read as UTC. Set defaults.timeZone if the partner means another.';
    warnings.push({ code: 'time_zone_assumed', message });
  }
  if (times.some((text) => SLASHED.test(text))) {
    const message =
      'Dates with slashes are read as month/day/year. Set defaults.dateOrder if the partner means another.';
    warnings.push({ code: 'date_order_assumed', message });
  }
  return warnings;
}

function valuesOf(field: string, decided: readonly Decided[]): string[] {
  const one = decided.find(({ choice, verdict }) => choice.field === field && verdict.band !== 'not_found');
  return (one?.choice.chosen?.candidate.values ?? []).filter((value) => value !== undefined).map(String);
}
