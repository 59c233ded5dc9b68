import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../kernel/domain-error.js';
import type { Tx } from '../../../platform/database/transaction.js';
import type { KeptBody, ReceiptView } from '../../intake/intake.service.js';
import { TimelineService } from '../../leads/timeline.service.js';
import { type Decision, decideBatch, type LeadState } from '../batch-decision.domain.js';
import type { Match } from '../lead-match.domain.js';
import { type Diff, type DiffClass, diffOf, failureOf } from '../preview-diff.domain.js';
import { readBodyOf } from '../standing-of.js';
import { StatusRecorderService } from '../status-recorder.service.js';
import type { PreparedUpdate, SetAside } from '../submission.js';
import { UpdatePreparerService } from '../update-preparer.service.js';
import { type ResolvedUpdate, type Terms, UpdateReaderService } from '../update-reader.service.js';
import { owedItems } from './owed.domain.js';
import { becameIn, recordedIn } from './recorded.domain.js';

type Read = { readonly read: readonly ResolvedUpdate[]; readonly refusal: DomainError | null };
/** A past body, with the fields as the version read them by which it was judged, and as it is read now. */
export type Reread = Read & { readonly kept: KeptBody; readonly fieldsBefore: readonly ResolvedUpdate['fields'][] };

export type Judged = {
  readonly diff: Diff;
  readonly failedBy: string | null;
  readonly failsBy: string | null;
  /** When the first thing that it tells of happened. */
  readonly eventAt: Date;
  readonly updates: readonly PreparedUpdate[];
  readonly setAside: readonly SetAside[];
  readonly refusal: DomainError | null;
  /** Positions of the updates that are left to do. */
  readonly owed: ReadonlySet<number>;
  /** What is decided on those that are matched. */
  readonly decisions: ReadonlyMap<PreparedUpdate, Decision>;
  /** What the ladder says of all of them. */
  readonly matches: ReadonlyMap<number, Match>;
  readonly leads: ReadonlyMap<string, LeadState>;
  /** `lead|status` of each notification that comes of it. */
  readonly tells: readonly string[];
};
/** `holding`: leads and keys are held until commit, to be written upon. */
type Context = { readonly terms: Terms; readonly now: Date; readonly holding: boolean };
type Matches = ReadonlyMap<PreparedUpdate, Match>;

/** Such an update claimed its key when it came, so the key is its own. */
const CLAIMED = new Set(['applied', 'stale', 'unmapped']);

/** Reads past receipts once more and decides what that leaves to do. Dry and live runs decide by the same code. */
@Injectable()
export class ReplayJudgeService {
  constructor(
    private readonly reader: UpdateReaderService,
    private readonly preparer: UpdatePreparerService,
    private readonly recorder: StatusRecorderService,
    private readonly timeline: TimelineService,
  ) {}

  async reread(kept: KeptBody, before: Terms, now: Terms): Promise<Reread> {
    const was = await this.#read(before, kept);
    return { kept, fieldsBefore: was.read.map(({ fields }) => fields), ...(await this.#read(now, kept)) };
  }

  async judge(tx: Tx, receipt: ReceiptView, reread: Reread, context: Context): Promise<Judged> {
    const { terms, now } = context;
    const arrival = { ...receipt, contentType: receipt.contentType ?? undefined, body: reread.kept.body };
    const call = { caller: callerOf(receipt), arrival, receiptId: receipt.id };
    const { updates, setAside } = this.preparer.prepare(reread.read, terms, call);
    const asked = await this.recorder.match(tx, updates, now);
    const matches = new Map(updates.map((update) => [update.item, asked.matches.get(update) ?? NOT_FOUND]));
    const after = readBodyOf({
      refusal: reread.refusal,
      updates: reread.read.map((read, item) => ({ read, match: matches.get(item) ?? null })),
    });
    const before = recordedIn(receipt, reread.fieldsBefore, after.updates);
    const diff = diffOf(before, after);
    const owed = LEFT_ALONE.has(diff.class) ? new Set<number>() : owedItems(before, after);
    const told = await this.#told(tx, updates, matches);
    const again = updates.map((update) => againOf(update, told.has(tellOf(update, matches))));
    const mine = new Map(
      again.filter(({ item }) => owed.has(item)).map((one) => [one, matches.get(one.item) ?? NOT_FOUND]),
    );
    const leads = context.holding ? await this.recorder.hold(tx, mine) : asked.leads;
    const claimed = await this.#claim(tx, receipt, mine, context.holding);
    const decisions = decideBatch([...mine.keys()], { matches: mine, claimed, leads });
    return {
      diff,
      failedBy: failureOf(before),
      failsBy: failureOf(after),
      eventAt: firstOf(again, receipt.receivedAt),
      updates: again,
      setAside,
      refusal: reread.refusal,
      owed,
      decisions,
      matches,
      leads,
      tells: tellsOf(decisions),
    };
  }

  /** The keys that are free or this receipt's own; what came within a day is a repeat, however late it is read once more. */
  async #claim(tx: Tx, receipt: ReceiptView, mine: Matches, holding: boolean): Promise<ReadonlySet<string>> {
    const { receivedAt: at } = receipt;
    const free = holding ? await this.recorder.claim(tx, mine, at) : await this.recorder.free(tx, mine, at);
    const became = becameIn(receipt);
    const own = [...mine.keys()].filter(({ item }) => CLAIMED.has(became[item]?.outcome ?? ''));
    return new Set([...free, ...own.map(({ dedupe }) => dedupe.key.toString('hex'))]);
  }

  /** The moves that the leads' timelines know already. */
  #told(tx: Tx, updates: readonly PreparedUpdate[], matches: ReadonlyMap<number, Match>): Promise<Set<string>> {
    const leads = updates.flatMap(({ item }) => leadOf(matches.get(item)) ?? []);
    return this.timeline.appliedStatuses(tx, leads);
  }

  async #read(terms: Terms, kept: KeptBody): Promise<Read> {
    try {
      return { read: await this.reader.read(terms, kept), refusal: null };
    } catch (refusal) {
      if (!(refusal instanceof DomainError) || refusal.kind === 'unavailable') throw refusal;
      return { read: [], refusal };
    }
  }
}

const NOT_FOUND: Match = { outcome: 'not_found', steps: [] };

/** What would break stays as it is. */
const LEFT_ALONE = new Set<DiffClass>(['same', 'broken']);

/** What happened before what is known by now only fills the timeline, and nobody is told twice. */
function againOf(update: PreparedUpdate, told: boolean): PreparedUpdate {
  return { ...update, eventTimeGiven: true, notify: update.notify && !told };
}

function callerOf({ partnerId, environment }: ReceiptView): PreparedUpdate['caller'] {
  if (partnerId === null || environment === null) throw new Error('Only what a partner sent can be replayed');
  return { partnerId, environment, slug: '', tokenId: '' };
}

function leadOf(match: Match | undefined): string | null {
  return match?.outcome === 'matched' ? match.leadId : null;
}

function tellOf({ item, status }: PreparedUpdate, matches: ReadonlyMap<number, Match>): string {
  return `${leadOf(matches.get(item))}|${status.canonical}`;
}

function tellsOf(decisions: ReadonlyMap<PreparedUpdate, Decision>): string[] {
  return [...decisions].flatMap(([{ notify, status, caller }, { moves, match }]) => {
    const tells =
      moves && notify && caller.environment === 'live' && match.outcome === 'matched' && match.by !== 'name';
    return tells ? [`${leadOf(match)}|${status.canonical}`] : [];
  });
}

function firstOf(updates: readonly PreparedUpdate[], receivedAt: Date): Date {
  return new Date(Math.min(receivedAt.getTime(), ...updates.map(({ eventAt }) => eventAt.getTime())));
}
