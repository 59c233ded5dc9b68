import { Injectable } from '@nestjs/common';
import { isUuid } from '../../kernel/uuid.js';
import { Transaction } from '../../platform/database/transaction.js';
import type { Caller } from '../../platform/http/access-token.guard.js';
import type { Arrival } from '../intake/intake.service.js';
import type { Match } from './lead-match.domain.js';
import { Matcher } from './matcher.js';
import {
  advice,
  incomplete,
  type ReadReport,
  type ResolvedUpdate,
  UpdateReaderService,
} from './update-reader.service.js';

/** The whole path without its effects: nothing is written, nobody is told. */
@Injectable()
export class DryRunService {
  constructor(
    private readonly transaction: Transaction,
    private readonly reader: UpdateReaderService,
    private readonly matcher: Matcher,
  ) {}

  /**
   * What production would make of these bytes, in the shape of PayMe's public testing page. What production refuses for
   * missing fields is a warning here.
   * @throws DomainError `body_unparseable`, `media_type_unsupported`
   */
  async rehearse(caller: Caller, arrival: Arrival): Promise<object> {
    const report = await this.reader.read(caller, arrival.body, arrival.contentType);
    const [first] = report.updates;
    if (!first) throw new Error('A body was read as no update at all');
    const { caseResolution, fields, status, trace } = first;
    return {
      Status: 'test_success',
      Message: 'Dry run — no data was written',
      partner: { slug: caller.slug, partnerId: caller.partnerId },
      normalized_payload: fields,
      case_resolution: {
        mass_tort_id: caseResolution.massTortId,
        law_firm: caseResolution.lawFirm,
        case_code_input: caseResolution.caseCodeInput,
      },
      status_resolution: { raw_status: fields.Status, normalized_status: status.canonical },
      match_resolution: resolutionOf(await this.#match(caller, report, first, arrival.receivedAt)),
      adapter: { version: report.adapterVersion, trace },
      warnings: [...advice(first, isUuid), ...first.warnings],
    };
  }

  async #match(caller: Caller, { catalogue }: ReadReport, update: ResolvedUpdate, now: Date): Promise<Match | null> {
    if (incomplete(update.fields)?.code === 'missing_identifier') return null;
    const { partnerId, environment } = caller;
    const terminal = (status: string) => catalogue.standing(status)?.terminal ?? false;
    const { massTortId } = update.caseResolution;
    const question = { partnerId, environment, fields: update.fields, massTortId, context: { now, terminal } };
    const { matches } = await this.transaction.run((tx) => this.matcher.match(tx, [question]));
    return matches[0] ?? null;
  }
}

function resolutionOf(match: Match | null): object {
  if (!match) return { outcome: 'not_tried', matched_by: null, steps: [] };
  return { outcome: match.outcome, matched_by: match.outcome === 'matched' ? match.by : null, steps: match.steps };
}
