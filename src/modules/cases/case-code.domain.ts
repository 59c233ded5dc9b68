export type MassTort = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly code: string;
  readonly active: boolean;
};
export type LawFirm = { readonly name: string; readonly aliases: readonly string[] };
export type Catalogue = { readonly massTorts: readonly MassTort[]; readonly lawFirms: readonly LawFirm[] };

export type CaseWarning = {
  readonly code: 'case_code_malformed' | 'case_code_unknown' | 'law_firm_mismatch';
  readonly message: string;
};
/** What a case code and a firm's name stand for. `caseCodeInput` is the code as it was sent. */
export type CaseResolution = {
  readonly massTortId: string | null;
  readonly lawFirm: string | null;
  readonly caseCodeInput: string | null;
  readonly warnings: readonly CaseWarning[];
};

type Code = { readonly prefix: string; readonly firm: string | null; readonly malformed: boolean };
type Read = { readonly massTort: MassTort | null; readonly firm: string | null; readonly warning: CaseWarning | null };

const PREFIX = /^[a-z][a-z0-9]{0,9}$/i;
const MOST_RESOLVED = 1_000;
/** Anything but control characters. */
const FIRM = /^\P{Cc}{1,100}$/u;

const MALFORMED = {
  code: 'case_code_malformed',
  message: 'CaseCode names no law firm after its hyphen; its prefix is used alone.',
} as const;
const UNKNOWN = {
  code: 'case_code_unknown',
  message: 'CaseCode is no code, slug or name of a mass tort; the update goes on without one.',
} as const;
const MISMATCH = {
  code: 'law_firm_mismatch',
  message: 'CaseCode and LawFirm name two firms; the one in CaseCode is used.',
} as const;

/** What spellings of one name share: `Smith-Law Group` and `SMITHLAWGROUP` are both `smithlawgroup`. */
export function nameKey(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The catalogue, looked up in constant time. */
export class CaseCatalogue {
  readonly #byId: ReadonlyMap<string, MassTort>;
  readonly #bySlug: ReadonlyMap<string, MassTort>;
  readonly #byCode: ReadonlyMap<string, MassTort>;
  readonly #byName: ReadonlyMap<string, MassTort>;
  readonly #firmNames: ReadonlyMap<string, string>;
  /** Partners send the same few codes over and over. */
  readonly #resolved = new Map<string, CaseResolution>();

  constructor({ massTorts, lawFirms }: Catalogue) {
    this.#byId = new Map(massTorts.map((massTort) => [massTort.id, massTort]));
    this.#bySlug = new Map(massTorts.map((massTort) => [massTort.slug, massTort]));
    this.#byCode = new Map(massTorts.map((massTort) => [massTort.code, massTort]));
    // A slug beats another one's name.
    const names = massTorts.map((massTort) => [nameKey(massTort.name), massTort] as const);
    const slugs = massTorts.map((massTort) => [nameKey(massTort.slug), massTort] as const);
    this.#byName = new Map([...names, ...slugs]);
    this.#firmNames = new Map(
      lawFirms.flatMap(({ name, aliases }) => [name, ...aliases].map((spelling) => [nameKey(spelling), name])),
    );
  }

  get massTorts(): readonly MassTort[] {
    return [...this.#byId.values()];
  }

  byId(id: string): MassTort | null {
    return this.#byId.get(id) ?? null;
  }

  /** By slug as it is, else by slug or name in any spelling. */
  named(slugOrName: string): MassTort | null {
    return this.#bySlug.get(slugOrName) ?? this.#byName.get(nameKey(slugOrName)) ?? null;
  }

  /** By the prefix of its case codes, in any case. */
  coded(prefix: string): MassTort | null {
    return this.#byCode.get(prefix.toUpperCase()) ?? null;
  }

  /** Whether this is a law firm's name or one of its other spellings. */
  knowsFirm(spelling: string): boolean {
    return this.#firmNames.has(nameKey(spelling));
  }

  /**
   * Resolves `PREFIX[-FIRM]` as `domain/payme.md` ("Case codes") has it; a text without a known prefix may be the slug
   * or name of a mass tort. A known firm is answered by its name, another one as it was sent.
   */
  resolve(caseCode: string | null, lawFirm: string | null): CaseResolution {
    const asked = JSON.stringify([caseCode, lawFirm]);
    const known = this.#resolved.get(asked);
    if (known) return known;
    if (this.#resolved.size >= MOST_RESOLVED) this.#resolved.clear();
    const resolution = this.#resolve(caseCode, lawFirm);
    this.#resolved.set(asked, resolution);
    return resolution;
  }

  #resolve(caseCode: string | null, lawFirm: string | null): CaseResolution {
    const input = caseCode?.trim() || null;
    const { massTort, firm, warning } =
      input === null ? { massTort: null, firm: null, warning: null } : this.#read(input);
    const inCode = this.#firmOf(firm);
    const beside = this.#firmOf(lawFirm?.trim() || null);
    const differ = inCode !== null && beside !== null && nameKey(inCode) !== nameKey(beside);
    const warnings = [...(warning ? [warning] : []), ...(differ ? [MISMATCH] : [])];
    return { massTortId: massTort?.id ?? null, lawFirm: inCode ?? beside, caseCodeInput: input, warnings };
  }

  #read(input: string): Read {
    const code = codeOf(input);
    const byCode = code && this.#byCode.get(code.prefix.toUpperCase());
    if (code && byCode) return { massTort: byCode, firm: code.firm, warning: code.malformed ? MALFORMED : null };
    const massTort = this.#byName.get(nameKey(input)) ?? null;
    return massTort
      ? { massTort, firm: null, warning: null }
      : { massTort, firm: code?.firm ?? null, warning: UNKNOWN };
  }

  #firmOf(spelling: string | null): string | null {
    return spelling === null ? null : (this.#firmNames.get(nameKey(spelling)) ?? spelling);
  }
}

/** Splits at the first hyphen. Null when what stands before it cannot be a prefix. */
function codeOf(input: string): Code | null {
  const [prefix = '', ...rest] = input.split('-');
  if (!PREFIX.test(prefix)) return null;
  if (rest.length === 0) return { prefix, firm: null, malformed: false };
  const firm = rest.join('-').trim();
  return FIRM.test(firm) ? { prefix, firm, malformed: false } : { prefix, firm: null, malformed: true };
}
