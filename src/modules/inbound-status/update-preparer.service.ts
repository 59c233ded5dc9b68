import { Injectable } from '@nestjs/common';
import type { Caller } from '../../platform/http/access-token.guard.js';
import { incomplete, type NormalizedUpdate, TARGETS } from '../adapters/adapters.service.js';
import type { Arrival } from '../intake/intake.service.js';
import type { StatusCatalogue } from '../lifecycle/lifecycle.service.js';
import { dedupeKeyOf, eventIdsOf } from './dedupe.domain.js';
import { happenedAt } from './happened-at.domain.js';
import type { StatusUpdateRow } from './status-update.entity.js';
import type { PreparedUpdate, SetAside } from './submission.js';
import { type Meanings, type ResolvedUpdate, type Terms, UpdateReaderService } from './update-reader.service.js';

type Circumstances = Pick<PreparedUpdate, 'caller' | 'receiptId' | 'item' | 'eventAt' | 'eventTimeGiven'>;
/** An update's circumstances, and when it arrived. */
type Told = Circumstances & { readonly receivedAt: Date };
/** The updates of a body: those to be matched, and the others. */
export type Prepared = { readonly updates: readonly PreparedUpdate[]; readonly setAside: readonly SetAside[] };

/** Fields that only adapters know; what was parked before there was one of them lacks it. */
const NOTHING = {
  SubStatus: null,
  EventId: null,
  EventTime: null,
  ContactState: null,
  ContactBirthDate: null,
} as const;

/** Makes resolved updates ready to be matched and decided. */
@Injectable()
export class UpdatePreparerService {
  constructor(private readonly reader: UpdateReaderService) {}

  /** What an update lacks concerns that update alone. */
  prepare(
    read: readonly ResolvedUpdate[],
    { catalogue }: Terms,
    { caller, arrival, receiptId }: { caller: Caller; arrival: Arrival; receiptId: string },
  ): Prepared {
    const updates: PreparedUpdate[] = [];
    const setAside: SetAside[] = [];
    const eventIds = eventIdsOf(read.map(({ fields }) => ({ fields, eventId: fields.EventId })));
    for (const [item, update] of read.entries()) {
      const aside = asideOf(update, item);
      if (aside) {
        setAside.push(aside);
        continue;
      }
      const fields = { ...update.fields, EventId: eventIds[item] ?? null };
      const { receivedAt } = arrival;
      const { eventAt, eventTimeGiven } = happenedAt(fields.EventTime, receivedAt);
      const told = { caller, receiptId, item, receivedAt, eventAt, eventTimeGiven };
      updates.push(prepared(update, fields, catalogue, told));
    }
    return { updates, setAside };
  }

  /** A report that was parked: what its status means is looked up anew, and when it happened tells its place among later ones. */
  async prepareAgain(row: StatusUpdateRow, kept: NormalizedUpdate, meanings: Meanings): Promise<PreparedUpdate> {
    const { partnerId, environment, receiptId, item, eventAt, createdAt: receivedAt } = row;
    const fields = { ...NOTHING, ...kept };
    const update = await this.reader.resolve({ ignored: null, fields, trace: [], warnings: [] }, meanings);
    const caller = { partnerId, environment, slug: '', tokenId: '' };
    const told = { caller, receiptId, item, receivedAt, eventAt, eventTimeGiven: true };
    return prepared(update, fields, meanings.catalogue, told);
  }
}

function asideOf({ ignored, fields, trace, warnings }: ResolvedUpdate, item: number): SetAside | null {
  const kept = { item, trace, warnings };
  if (ignored !== null) return { ...kept, ignored, refusal: null };
  const refusal = incomplete(fields);
  return refusal && { ...kept, ignored: null, refusal: { code: refusal.code, message: refusal.message } };
}

/** Member by member: spreading several objects into one was a tenth of what reading an update takes. */
function prepared(
  { ignored, trace, warnings, caseResolution, firms, status }: ResolvedUpdate,
  fields: NormalizedUpdate,
  catalogue: StatusCatalogue,
  { receivedAt, caller, receiptId, item, eventAt, eventTimeGiven }: Told,
): PreparedUpdate {
  const scope = [caller.partnerId, caller.environment] as const;
  return {
    ignored,
    fields,
    trace,
    warnings,
    caseResolution,
    firms,
    status,
    caller,
    receiptId,
    item,
    eventAt,
    eventTimeGiven,
    dedupe: dedupeKeyOf({ scope, fields: contentOf(fields), eventId: fields.EventId }, receivedAt),
    notify: catalogue.standing(status.canonical)?.notify ?? false,
    terminal: (status) => catalogue.standing(status)?.terminal ?? false,
    standingOf: (code) => catalogue.standing(code),
  };
}

/** What repeats are known by. An update that has none of the fields that only adapters know keeps the key that it always had. */
function contentOf(fields: NormalizedUpdate): Record<string, string | null> {
  const content: Record<string, string | null> = {};
  for (const target of TARGETS) {
    if (target !== 'EventId' && (fields[target] !== null || !(target in NOTHING))) content[target] = fields[target];
  }
  return content;
}
