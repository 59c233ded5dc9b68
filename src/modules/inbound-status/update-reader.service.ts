import { Injectable } from '@nestjs/common';
import { AdaptersService, incomplete, type ReadUpdate, type Sent, type Warning } from '../adapters/adapters.service.js';
import { LiveAdaptersService, type LiveInbound } from '../adapters/live-adapters.service.js';
import { CaseCodesService, type DeclaredFirms } from '../cases/case-codes.service.js';
import { type CaseResolution, CasesService } from '../cases/cases.service.js';
import type { Scope } from '../leads/lead-identity.service.js';
import { LifecycleService, type ResolvedStatus, type StatusCatalogue } from '../lifecycle/lifecycle.service.js';
import { PartnersService, type PartnerView } from '../partners/partners.service.js';

/** An update with its case and status looked up; nothing is decided yet. */
export type ResolvedUpdate = ReadUpdate & {
  readonly caseResolution: CaseResolution;
  /** That the partner's own case codes name. */
  readonly firms: DeclaredFirms;
  /** `known` without a canonical status: its raw status is known to change nothing. */
  readonly status: ResolvedStatus;
};

/** What a partner's statuses mean, and which law firms its case codes name. */
export type Meanings = {
  readonly catalogue: StatusCatalogue;
  /** Null: the standard format. */
  readonly adapter: LiveInbound | null;
  readonly firms: DeclaredFirms;
};
/** What a partner's bytes are read by. */
export type Terms = Meanings & { readonly partner: PartnerView };

const UNTOLD: ResolvedStatus = { canonical: null, known: false, by: null };
/** Turns a partner's bytes into updates that are ready to be matched. The same for production and dry run. */
@Injectable()
export class UpdateReaderService {
  constructor(
    private readonly partners: PartnersService,
    private readonly adapters: AdaptersService,
    private readonly live: LiveAdaptersService,
    private readonly cases: CasesService,
    private readonly caseCodes: CaseCodesService,
    private readonly lifecycle: LifecycleService,
  ) {}

  /** What is in force now, up to 3 s old. */
  async termsFor({ partnerId, environment }: Scope): Promise<Terms> {
    const [partner, catalogue, adapter, firms] = await Promise.all([
      this.partners.settings(partnerId),
      this.lifecycle.catalogueFor(partnerId),
      this.live.inbound(partnerId, environment),
      this.caseCodes.firmsOf(partnerId),
    ]);
    return { partner, catalogue, adapter, firms };
  }

  /** What statuses mean by every committed change: for work that such a change set off, and that comes once. */
  async meaningsNow({ partnerId, environment }: Scope): Promise<Meanings> {
    const catalogue = await this.lifecycle.catalogueNow(partnerId);
    const adapter = await this.live.inboundNow(partnerId, environment);
    return { catalogue, adapter, firms: await this.caseCodes.firmsOf(partnerId) };
  }

  /** @throws DomainError `body_unparseable`, `media_type_unsupported`, `body_too_large` */
  async read(terms: Terms, sent: Sent): Promise<ResolvedUpdate[]> {
    const { partner, adapter } = terms;
    const updates = await this.adapters.read(sent, partner.phoneRegion, adapter?.compiled ?? null);
    return Promise.all(updates.map((update) => this.resolve(update, terms)));
  }

  async resolve(update: ReadUpdate, { catalogue, adapter, firms }: Meanings): Promise<ResolvedUpdate> {
    const { CaseCode, LawFirm, Status, SubStatus } = update.fields;
    const caseResolution = await this.cases.resolve(CaseCode, LawFirm);
    const status = Status === null ? UNTOLD : catalogue.resolve(Status, SubStatus, adapter?.compiled);
    const { ignored, fields, trace } = update;
    const warnings = [...update.warnings, ...caseResolution.warnings];
    return { ignored, fields, trace, warnings, caseResolution, firms, status };
  }
}

/** Advice for the dry run: what is missing, or would match less well. */
export function advice({ fields, status }: ResolvedUpdate, isUuid: (text: string) => boolean): Warning[] {
  const refused = incomplete(fields);
  const missing = (['LeadId', 'ExternalLeadId', 'ContactPhone'] as const).filter((field) => fields[field] === null);
  return [
    ...(refused ? [{ code: refused.code, message: refused.message }] : []),
    ...missing.map((field) => ({
      code: 'missing_recommended_field',
      message: `${field} is missing; it helps to find the lead.`,
    })),
    ...(fields.LeadId !== null && !isUuid(fields.LeadId)
      ? [
          {
            code: 'lead_id_not_uuid',
            message: 'LeadId is not the UUID that was sent with the lead; it matches nothing.',
          },
        ]
      : []),
    ...(fields.Status !== null && !status.known
      ? [{ code: 'status_unmapped', message: 'This status is not mapped yet; it would be kept and change nothing.' }]
      : []),
  ];
}
