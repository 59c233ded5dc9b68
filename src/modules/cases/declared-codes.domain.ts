import { type CaseCatalogue, nameKey } from './case-code.domain.js';

/** A mass tort that a partner handles, and the codes by which it names it. */
type Handled = { readonly massTortId: string; readonly caseCodes: readonly string[] };

/** The law firms that a partner's own case codes name, by mass tort. */
export class DeclaredFirms {
  readonly #byMassTort: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(handled: readonly Handled[], catalogue: CaseCatalogue) {
    const firmsOf = ({ caseCodes }: Handled) =>
      caseCodes.map((caseCode) => catalogue.resolve(caseCode, null).lawFirm).filter((firm) => firm !== null);
    this.#byMassTort = new Map(handled.map((one) => [one.massTortId, new Set(firmsOf(one).map(nameKey))]));
  }

  /** Whether the partner's codes for this mass tort name law firms, and `lawFirm`, as it was resolved, is none of them. */
  contradicts(massTortId: string, lawFirm: string): boolean {
    const firms = this.#byMassTort.get(massTortId);
    return firms !== undefined && firms.size > 0 && !firms.has(nameKey(lawFirm));
  }
}

/** Why a case code does not stand for the mass tort it was given for; null when it does, and its law firm is known, too. */
export function caseCodeProblem(caseCode: string, massTortId: string, catalogue: CaseCatalogue): string | null {
  const { massTortId: found, lawFirm, warnings } = catalogue.resolve(caseCode, null);
  const massTort = found === null ? null : catalogue.byId(found);
  if (!massTort) return 'is no code, slug or name of a mass tort';
  if (found !== massTortId) return `stands for ${massTort.slug}`;
  if (!massTort.active) return 'stands for a mass tort that is switched off';
  if (warnings.length > 0) return 'names no law firm after its hyphen';
  return lawFirm === null || catalogue.knowsFirm(lawFirm) ? null : 'names a law firm that is not in the catalogue';
}
