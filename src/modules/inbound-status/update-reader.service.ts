import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import type { Caller } from '../../platform/http/access-token.guard.js';
import { AdaptersService, type NormalizedUpdate, type ReadUpdate, type Warning } from '../adapters/adapters.service.js';
import { type CaseResolution, CasesService } from '../cases/cases.service.js';
import { LifecycleService, type StatusCatalogue } from '../lifecycle/lifecycle.service.js';
import { PartnersService, type PartnerView } from '../partners/partners.service.js';

/** An update with its case and status looked up; nothing is decided yet. */
export type ResolvedUpdate = ReadUpdate & {
  readonly caseResolution: CaseResolution;
  /** `known` without a canonical status: the partner's map says that it changes nothing. */
  readonly status: { readonly canonical: string | null; readonly known: boolean };
};

export type ReadReport = {
  readonly partner: PartnerView;
  readonly catalogue: StatusCatalogue;
  readonly adapterVersion: number | null;
  readonly updates: readonly ResolvedUpdate[];
};

const IDENTIFIERS = ['LeadId', 'ExternalLeadId', 'ContactPhone', 'ContactEmail', 'ContactName'] as const;

/** Turns a partner's bytes into updates that are ready to be matched. The same for production and dry run. */
@Injectable()
export class UpdateReaderService {
  constructor(
    private readonly partners: PartnersService,
    private readonly adapters: AdaptersService,
    private readonly cases: CasesService,
    private readonly lifecycle: LifecycleService,
  ) {}

  /** @throws DomainError `body_unparseable`, `media_type_unsupported` */
  async read({ partnerId }: Caller, body: Buffer, contentType: string | undefined): Promise<ReadReport> {
    const [partner, catalogue] = await Promise.all([
      this.partners.settings(partnerId),
      this.lifecycle.catalogueFor(partnerId),
    ]);
    const reading = await this.adapters.read(body, contentType, partner.phoneRegion);
    const updates = await Promise.all(reading.updates.map((update) => this.resolve(update, catalogue)));
    return { partner, catalogue, adapterVersion: reading.version, updates };
  }

  async resolve(update: ReadUpdate, catalogue: StatusCatalogue): Promise<ResolvedUpdate> {
    const { CaseCode, LawFirm, Status } = update.fields;
    const caseResolution = await this.cases.resolve(CaseCode, LawFirm);
    const status = Status === null ? { canonical: null, known: false } : catalogue.resolve(Status, null);
    return { ...update, caseResolution, status, warnings: [...update.warnings, ...caseResolution.warnings] };
  }
}

/** What production answers with 400, or null. An update without any identifier cannot mean anybody, one without a status says nothing. */
export function incomplete(fields: NormalizedUpdate): DomainError | null {
  if (IDENTIFIERS.every((field) => fields[field] === null)) {
    const sentence = `No usable identifier: send LeadId, or at least one of ${IDENTIFIERS.slice(1).join(', ')}.`;
    return new DomainError('malformed', 'missing_identifier', sentence);
  }
  if (fields.Status === null) {
    return new DomainError('malformed', 'missing_status', 'No usable Status: send it as text of 1 to 500 characters.');
  }
  return null;
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
