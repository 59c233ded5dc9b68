import { statusKey } from '../../../kernel/status-key.js';
import type { Band } from './confidence.domain.js';

export type CanonicalWords = { readonly code: string; readonly rawStrings: readonly string[] };
export type StatusSuggestion = {
  readonly raw: string;
  readonly canonical: string | null;
  readonly confidence: number;
  readonly band: Band;
};

/** Words that turn no meaning round when they are left out. */
const FILLERS = new Set([
  'the',
  'a',
  'an',
  'is',
  'has',
  'been',
  'was',
  'lead',
  'case',
  'matter',
  'by',
  'we',
  'and',
  'to',
  'for',
  'of',
]);

/** Words in one form: `docs`, `documents` and `paperwork` are one, and so are `signed` and `executed`. */
const SAME: Readonly<Record<string, string>> = {
  ...{ documents: 'docs', document: 'docs', paperwork: 'docs', doc: 'docs', records: 'docs' },
  ...{ contract: 'agreement', retainer: 'agreement', engagement: 'agreement' },
  ...{ executed: 'signed', esigned: 'signed', signature: 'sign', signing: 'sign', sign: 'sign' },
  ...{ hired: 'retained', engaged: 'retained' },
  ...{ dq: 'disqualified', dqed: 'disqualified', unqualified: 'disqualified', ineligible: 'disqualified' },
  ...{ dupe: 'duplicate', lawsuit: 'suit', complaint: 'suit', claim: 'suit' },
  ...{ awaiting: 'pending', waiting: 'pending', voicemail: 'vm', attempted: 'attempt', attempting: 'attempt' },
  ...{ reviewing: 'review', evaluating: 'review', evaluation: 'review', screening: 'review' },
  ...{ withdrew: 'withdrawn', submitted: 'sent', mailed: 'sent', emailed: 'sent' },
};

/**
 * Suggests what raw statuses mean: exactly as the catalogue has it, or with the same words in another form. All words
 * have to be accounted for; what is left open stays blank, and nothing is applied before a person confirms it.
 */
export function suggestStatuses(
  raws: readonly string[],
  canonical: readonly CanonicalWords[],
): readonly StatusSuggestion[] {
  const exact = new Map(
    canonical.flatMap(({ code, rawStrings }) => rawStrings.map((raw) => [statusKey(raw), code] as const)),
  );
  const similar = similarIn(canonical);
  const seen = new Set<string>();
  return raws.flatMap((raw) => {
    const key = statusKey(raw);
    if (key === '' || seen.has(key)) return [];
    seen.add(key);
    return [suggestion(raw, exact.get(key) ?? null, similar.get(wordsOf(raw)) ?? null)];
  });
}

function suggestion(raw: string, exact: string | null, similar: string | null): StatusSuggestion {
  if (exact !== null) return { raw, canonical: exact, confidence: 0.97, band: 'auto' };
  if (similar !== null) return { raw, canonical: similar, confidence: 0.75, band: 'check' };
  return { raw, canonical: null, confidence: 0, band: 'not_found' };
}

/** Words that stand for two canonical statuses stand for none. */
function similarIn(canonical: readonly CanonicalWords[]): ReadonlyMap<string, string> {
  const found = new Map<string, string | null>();
  for (const { code, rawStrings } of canonical) {
    for (const raw of rawStrings) {
      const words = wordsOf(raw);
      const known = found.get(words);
      found.set(words, known === undefined || known === code ? code : null);
    }
  }
  return new Map(
    [...found].flatMap(([words, code]) => (code === null || words === '' ? [] : [[words, code] as const])),
  );
}

function wordsOf(raw: string): string {
  const words = statusKey(raw)
    .split(' ')
    .filter((word) => !FILLERS.has(word))
    .map((word) => SAME[word] ?? word);
  return [...new Set(words)].sort().join(' ');
}
