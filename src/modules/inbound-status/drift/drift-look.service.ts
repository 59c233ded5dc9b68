import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { firstIdOf } from '../../../kernel/uuid.js';
import { Transaction, type Tx } from '../../../platform/database/transaction.js';
import { LiveAdaptersService, type LiveInbound } from '../../adapters/live-adapters.service.js';
import { ShapesService } from '../../adapters/shapes.service.js';
import { IntakeService, type ReceiptView } from '../../intake/intake.service.js';
import { type Meanings, UpdateReaderService } from '../update-reader.service.js';
import { overAmong, withinBounds } from './alert-ends.domain.js';
import { AlertsService } from './alerts.service.js';
import { DriftRepository, type Watch, type WatchScope } from './drift.repository.js';
import type { Sighting } from './drift-signal.domain.js';
import { FieldSuggestionsService } from './field-suggestions.service.js';
import { dayOf, daysWith, type InboundDay } from './inbound-day.domain.js';
import { type LearntShape, learntFrom } from './learnt-shape.domain.js';
import type { Look } from './look.domain.js';
import { NewMembers } from './new-members.js';
import { ReceiptLooksService } from './receipt-looks.service.js';
import { newPaths } from './shape-signals.domain.js';
import {
  daySightings,
  type ShapeChange,
  shapeSightings,
  silenceSightings,
  statusSightings,
} from './sightings.domain.js';

const DAY_MS = 86_400_000;
const DAYS = 30;
/** A receipt's id is its time of arrival; by then it is committed, too. */
const SETTLED_MS = 60_000;
/** Of more than that since the last look, the newest are looked at: shares stay what they are. */
const MOST_AT_ONCE = 500;

type Learnt = {
  readonly looks: readonly Look[];
  readonly changes: readonly ShapeChange[];
  readonly suggestions: readonly Sighting[];
};
type Days = { readonly changed: readonly InboundDay[]; readonly all: readonly InboundDay[] };
type Findings = Learnt & { readonly watch: Watch; readonly reached: Watch; readonly days: Days; readonly now: Date };

/** Looks at what one partner sent since the last look: learns its shape, sums its days up, raises alerts. */
@Injectable()
export class DriftLookService {
  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly intake: IntakeService,
    private readonly live: LiveAdaptersService,
    private readonly reader: UpdateReaderService,
    private readonly shapes: ShapesService,
    private readonly receipts: ReceiptLooksService,
    private readonly suggestions: FieldSuggestionsService,
    private readonly alerts: AlertsService,
    private readonly drift: DriftRepository,
  ) {}

  async look(scope: WatchScope): Promise<void> {
    const now = this.clock.now();
    const from = new Date(now.getTime() - DAYS * DAY_MS);
    const { watch, days } = await this.transaction.run(async (tx) => ({
      watch: (await this.drift.watch(tx, scope)) ?? { readTo: firstIdOf(from), lastReceiptAt: null },
      days: await this.drift.days(tx, scope, dayOf(from)),
    }));
    const arrived = await this.#arrived(scope, watch, new Date(now.getTime() - SETTLED_MS));
    const last = arrived.at(-1);
    const reached = last ? { readTo: last.id, lastReceiptAt: last.receivedAt } : watch;
    const learnt = await this.#learn(scope, arrived);
    const changed = daysWith(days, learnt.looks, watch.lastReceiptAt);
    const touched = new Set(changed.map(({ day }) => day));
    const all = [...days.filter(({ day }) => !touched.has(day)), ...changed];
    const meanings = await this.reader.meaningsNow(scope);
    const findings = { ...learnt, watch, reached, days: { changed, all }, now };
    await this.transaction.run((tx) => this.#save(tx, scope, findings, meanings));
  }

  /** In order of arrival. */
  async #arrived(scope: WatchScope, { readTo }: Watch, settled: Date): Promise<ReceiptView[]> {
    const filter = { ...scope, source: 'partner-status' };
    const oldest = await this.intake.past(filter, readTo, settled, MOST_AT_ONCE);
    if (oldest.length < MOST_AT_ONCE) return oldest;
    return (await this.intake.search(filter, firstIdOf(settled), MOST_AT_ONCE)).reverse();
  }

  async #learn(scope: WatchScope, arrived: readonly ReceiptView[]): Promise<Learnt> {
    const versions = [...new Set(arrived.map(({ adapterVersion }) => adapterVersion ?? 0))];
    const known = new Map<number, LearntShape>();
    for (const version of versions) {
      known.set(version, await this.transaction.run((tx) => this.drift.shape(tx, scope, version)));
    }
    const looks: Look[] = [];
    const news = new NewMembers(known);
    await this.receipts.lookAt(scope, arrived, (seen) => {
      looks.push(seen.look);
      news.note(seen);
    });
    const changes: ShapeChange[] = [];
    const suggestions: Sighting[] = [];
    for (const [version, before] of known) {
      const adapter = version === 0 ? null : await this.live.inboundOf(scope.partnerId, version);
      const own = looks.filter((look) => look.version === version);
      const after = learntFrom(before, own);
      changes.push({ version, before, after, fieldAt: this.shapes.fieldsIn(adapter?.compiled ?? null) });
      suggestions.push(...(await this.#suggest(scope, adapter, newPaths(before, after), news)));
    }
    return { looks, changes, suggestions };
  }

  async #suggest(
    { partnerId }: WatchScope,
    adapter: LiveInbound | null,
    paths: readonly string[],
    news: NewMembers,
  ): Promise<Sighting[]> {
    const samples = adapter ? news.samplesOf(adapter.version) : [];
    if (!adapter || paths.length === 0 || samples.length === 0) return [];
    return this.suggestions.suggest({ partnerId, adapter, samples, paths });
  }

  /** All of it or nothing: nothing when another process was faster. */
  async #save(tx: Tx, scope: WatchScope, findings: Findings, meanings: Meanings): Promise<void> {
    const { watch, reached, days, changes } = findings;
    if (!(await this.drift.goOn(tx, scope, watch.readTo, reached))) return;
    if (days.changed.length > 0) await this.drift.saveDays(tx, scope, days.changed);
    for (const { version, before, after } of changes) {
      const kept = new Set(before);
      const learnt = after.filter((one) => !kept.has(one));
      await this.drift.saveShape(tx, scope, version, learnt);
    }
    await this.#tell(tx, scope, findings, meanings);
  }

  async #tell(tx: Tx, scope: WatchScope, findings: Findings, { catalogue, adapter }: Meanings): Promise<void> {
    const { now, looks } = findings;
    const sightings = sightingsOf(scope, findings);
    const open = await this.alerts.open(tx, scope);
    await this.alerts.raise(tx, scope, withinBounds(open, sightings));
    const isKnown = (status: string, sub: string | null) => catalogue.resolve(status, sub, adapter?.compiled).known;
    const seen = { sightings, today: dayOf(now), anyReceipts: looks.length > 0, isKnown };
    await this.alerts.end(tx, overAmong(open, seen));
  }
}

/** Silence in the sandbox is its usual state. */
function sightingsOf({ environment }: WatchScope, { looks, changes, suggestions, days, reached, now }: Findings) {
  return [
    ...changes.flatMap(shapeSightings),
    ...suggestions,
    ...statusSightings(looks),
    ...daySightings(days.all, now),
    ...(environment === 'live' ? silenceSightings(days.all, reached.lastReceiptAt, now) : []),
  ];
}
