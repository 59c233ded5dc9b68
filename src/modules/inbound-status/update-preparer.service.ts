import { Injectable } from '@nestjs/common';
import type { Caller } from '../../platform/http/access-token.guard.js';
import type { NormalizedUpdate } from '../adapters/adapters.service.js';
import type { Arrival } from '../intake/intake.service.js';
import type { StatusCatalogue } from '../lifecycle/lifecycle.service.js';
import { dedupeKeyOf } from './dedupe.domain.js';
import type { StatusUpdateRow } from './status-update.entity.js';
import type { PreparedUpdate } from './submission.js';
import { incomplete, type ReadReport, type ResolvedUpdate, UpdateReaderService } from './update-reader.service.js';

type Circumstances = Pick<PreparedUpdate, 'caller' | 'receiptId' | 'item' | 'eventAt' | 'eventTimeGiven'>;

/** Makes resolved updates ready to be matched and decided. */
@Injectable()
export class UpdatePreparerService {
  constructor(private readonly reader: UpdateReaderService) {}

  /** @throws DomainError when an update can't mean anybody or says nothing */
  prepare({ updates, catalogue }: ReadReport, caller: Caller, arrival: Arrival, receiptId: string): PreparedUpdate[] {
    const refused = updates.map(({ fields }) => incomplete(fields)).find((refusal) => refusal !== null);
    if (refused) throw refused;
    const eventAt = arrival.receivedAt;
    return updates.map((update, item) =>
      prepared(update, catalogue, { caller, receiptId, item, eventAt, eventTimeGiven: false }),
    );
  }

  /** A report that was parked: its time of arrival now tells its place among later ones. */
  async prepareAgain(
    row: StatusUpdateRow,
    fields: NormalizedUpdate,
    catalogue: StatusCatalogue,
  ): Promise<PreparedUpdate> {
    const { partnerId, environment, receiptId, item, eventAt } = row;
    const update = await this.reader.resolve({ fields, trace: [], warnings: [] }, catalogue);
    const caller = { partnerId, environment, slug: '', tokenId: '' };
    return prepared(update, catalogue, { caller, receiptId, item, eventAt, eventTimeGiven: true });
  }
}

function prepared(update: ResolvedUpdate, catalogue: StatusCatalogue, circumstances: Circumstances): PreparedUpdate {
  const { caller, eventAt } = circumstances;
  const scope = [caller.partnerId, caller.environment] as const;
  return {
    ...update,
    ...circumstances,
    dedupe: dedupeKeyOf({ scope, fields: update.fields, eventId: null }, eventAt),
    notify: catalogue.standing(update.status.canonical)?.notify ?? false,
    terminal: (status) => catalogue.standing(status)?.terminal ?? false,
    standingOf: (code) => catalogue.standing(code),
  };
}
